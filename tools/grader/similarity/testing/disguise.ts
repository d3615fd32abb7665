import ts from 'typescript';

/**
 * The same program as somebody hands it in who hopes not to be found: other names, no comments, and
 * the functions and methods in another order.
 */
export function disguise(text: string): string {
  const file = ts.createSourceFile('raft.ts', text, ts.ScriptTarget.Latest, true);
  const names = new Map<string, string>();
  const learn = (node: ts.Node): void => {
    const isOwn =
      ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node);
    if (
      isOwn &&
      node.name !== undefined &&
      ts.isIdentifier(node.name) &&
      node.name.text !== 'Make'
    ) {
      const { text: name } = node.name;
      names.set(name, names.get(name) ?? `own${names.size}`);
    }
    ts.forEachChild(node, learn);
  };
  learn(file);
  const moved = ts.transform(file, [reorder]).transformed[0] ?? file;
  const printed = ts.createPrinter({ removeComments: true }).printFile(moved);
  return printed.replace(/(?<![.'"\w#])\w+/g, (word) => names.get(word) ?? word);
}

function reorder(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    if (!ts.isClassDeclaration(node)) return ts.visitEachChild(node, visit, context);
    const members = [...node.members].reverse();
    const { modifiers, name, typeParameters, heritageClauses } = node;
    return factory.updateClassDeclaration(
      ...([node, modifiers, name, typeParameters, heritageClauses, members] as const),
    );
  };
  return (file) => {
    const moved = ts.visitEachChild(file, visit, context);
    const isFunction = (each: ts.Statement): boolean => ts.isFunctionDeclaration(each);
    const functions = moved.statements.filter(isFunction).reverse();
    const others = moved.statements.filter((each) => !isFunction(each));
    return factory.updateSourceFile(moved, [...functions, ...others]);
  };
}

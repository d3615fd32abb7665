import ts from 'typescript';
import type { SourceText } from './sources.ts';

/** Where a token stands: lines count from 0 through all files of a submission, one after the other. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A program as a sequence of tokens without names, types, comments, literals or layout. */
export interface TokenText {
  readonly tokens: readonly string[];
  readonly places: readonly Place[];
}

/** Stands between functions, methods and files: a sequence over it depends on their order. */
export const boundary = '|';

/**
 * Turns a submission's files into tokens: the kinds of its syntax nodes in the order of the text.
 * What a copier changes first (names, types, comments, layout, literals) is not in there.
 */
export function tokensOf(files: readonly SourceText[]): TokenText {
  const tokens: string[] = [];
  const places: Place[] = [];
  let firstLine = 0;
  for (const { name, text } of files) {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    const lines = file.getLineStarts();
    let lastPosition = 0;
    const emit = (token: string, from: number, to: number): void => {
      // Broken code has nodes that stand nowhere; the comparison relies on the order.
      const start = Math.max(lastPosition, from);
      lastPosition = start;
      const begin = file.getLineAndCharacterOfPosition(start);
      const end = file.getLineAndCharacterOfPosition(Math.max(start, to));
      tokens.push(token);
      places.push({
        line: firstLine + begin.line,
        column: begin.character,
        endLine: firstLine + end.line,
        endColumn: end.character,
      });
    };
    visit(file, file, emit);
    emit(boundary, text.length, text.length);
    firstLine += lines.length;
  }
  return { tokens, places };
}

type Emit = (token: string, from: number, to: number) => void;

function visit(node: ts.Node, file: ts.SourceFile, emit: Emit): void {
  if (isLeftOut(node)) return;
  const from = node.getStart(file);
  // What has parts is marked at its beginning; its parts cover the rest.
  if (!isTransparent(node)) emit(signOf(node), from, hasParts(node) ? from : node.end);
  ts.forEachChild(node, (child) => {
    visit(child, file, emit);
  });
  if (ts.isBlock(node)) emit('}', node.end - 1, node.end);
  if (ts.isClassElement(node) || ts.isFunctionDeclaration(node)) emit(boundary, node.end, node.end);
}

function hasParts(node: ts.Node): boolean {
  return ts.forEachChild(node, (child) => (isLeftOut(child) ? undefined : true)) === true;
}

function isLeftOut(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isModifier(node) ||
    ts.isEmptyStatement(node) ||
    node.kind === ts.SyntaxKind.EndOfFileToken
  );
}

/** What stands around an expression and changes nothing about it. */
function isTransparent(node: ts.Node): boolean {
  return (
    ts.isSourceFile(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}

function signOf(node: ts.Node): string {
  const kind = String(node.kind);
  const isUnary = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
  return isUnary ? `${kind}:${node.operator}` : kind;
}

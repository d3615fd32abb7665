/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { harmless } from '../characters.ts';
import { style } from './style.ts';

const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * A page as HTML: one file, no script, nothing loaded from elsewhere. Texts in the body are escaped by
 * being rendered.
 */
export function page(title: string, body: ComponentChildren): string {
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta httpEquiv="Content-Security-Policy" content={contentPolicy} />
        <title>{title}</title>
        {/* In a style an entity would stay as it is. This text is ours alone. */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>{body}</main>
      </body>
    </html>,
  );
  return `<!doctype html>\n${harmless(html)}\n`;
}

/** How every page looks, on a light screen and on a dark one. */
export const style = `
:root { color-scheme: light dark; --back: #fff; --text: #1c2126; --line: #d4d9de; --good: #1a7f37; --bad: #c2222c; --dim: #5a636d; --bar: #4a78b8; --code: #f5f7f9; --link: #0a58b5; }
@media (prefers-color-scheme: dark) { :root { --back: #15191e; --text: #e3e7eb; --line: #353c44; --good: #62bf73; --bad: #f58078; --dim: #9ba5af; --bar: #6c9fe0; --code: #1d232a; --link: #83b6f5; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--back); color: var(--text); }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.3rem; }
h3 { margin: 1.75rem 0 .25rem; font-size: 1.05rem; }
p { margin: .4rem 0; }
a { color: var(--link); }
.score { font-size: 1.2rem; } .small { font-size: .85rem; } .foot { margin-top: 2.5rem; }
.dim { color: var(--dim); font-weight: normal; } .bad { color: var(--bad); } .good { color: var(--good); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-size: .85rem; color: var(--dim); font-weight: 600; }
th, td { overflow-wrap: break-word; } th { white-space: nowrap; }
td:has(> .bar) { width: 35%; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bad, .good { white-space: nowrap; }
code, pre { font: .85rem/1.45 ui-monospace, monospace; background: var(--code); }
code { padding: .1rem .3rem; border-radius: 4px; }
pre { margin: .5rem 0; padding: .6rem .75rem; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
.bar { display: block; min-width: 4rem; height: .7rem; margin: .4rem 0; border-radius: 2px; background: var(--line); overflow: hidden; }
.bar > span { display: block; height: 100%; background: var(--bar); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.sides figure { margin: .75rem 0 0; min-width: 0; }
figcaption { font-size: .85rem; color: var(--dim); }
summary { cursor: pointer; }
@media (max-width: 40rem) { .sides { grid-template-columns: 1fr; } thead td, td:has(> .bar) { display: none; } }
`;

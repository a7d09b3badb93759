namespace Fovea.Reports;

/// <summary>How the page looks. No font, picture or script comes from elsewhere.</summary>
static class ReportStyle
{
    public static Html Sheet { get; } = Html.Of($$"""
        <style>
        :root {
          color-scheme: light dark;
          --page: #f4f4f4; --card: #ffffff; --ink: #1b1b1b; --faint: #646464; --line: #dedede;
          --train: #1f5fbf; --validation: #c2560c; --rate: #4d7c2a; --right: 31 95 191; --wrong: 194 86 12;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --page: #0e0e0e; --card: #1a1a1a; --ink: #ececec; --faint: #a3a3a3; --line: #3a3a3a;
            --train: #7db0ff; --validation: #ffa45c; --rate: #9ccf6f; --right: 74 137 232; --wrong: 226 116 38;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
        main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 48px; }
        header, section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 22px 26px 26px; margin-bottom: 20px; }
        h1 { font-size: 30px; line-height: 1.2; margin: 0 0 10px; overflow-wrap: anywhere; }
        h1 .on { font-weight: 400; color: var(--faint); }
        h2 { font-size: 20px; margin: 0 0 8px; }
        h3 { font-size: 16px; margin: 24px 0 6px; }
        header h2 { font-size: 16px; margin: 22px 0 6px; }
        table + h2, div + h2 { margin-top: 26px; }
        p { margin: 0 0 14px; max-width: 84ch; } header > :last-child, section > :last-child { margin-bottom: 0; }
        .note { color: var(--faint); font-size: 13.5px; }
        pre { margin: 0 0 8px; padding: 12px 14px; background: var(--page); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
        code { font: 14px/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .tiles { display: grid; grid-template-columns: 1.6fr repeat(2, 1fr); gap: 1px; margin: 18px 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
        .tiles div { background: var(--card); padding: 12px 16px; }
        .tiles .main { grid-row: span 3; padding: 18px 20px; display: flex; flex-direction: column; justify-content: center; }
        .tiles div:last-child { grid-column: 2 / span 2; }
        .tiles dt { color: var(--faint); font-size: 14px; }
        .tiles dd { margin: 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; }
        .tiles .main dd { font-size: 48px; line-height: 1.15; }
        .tiles dd.note, .tiles .main dd.note { font-size: 13.5px; font-weight: 400; line-height: 1.4; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 22px 28px; align-items: start; }
        svg { display: block; width: 100%; height: auto; overflow: visible; }
        svg text { font-size: 13px; fill: var(--faint); }
        svg text.title { font-size: 15px; font-weight: 600; fill: var(--ink); }
        svg .grid { stroke: var(--line); stroke-width: 1; fill: none; }
        svg .axis { stroke: var(--faint); stroke-width: 1; fill: none; }
        svg .line { stroke-width: 2.2; fill: none; stroke-linejoin: round; stroke-linecap: round; }
        svg .train .line { stroke: var(--train); } svg .beside .line { stroke-dasharray: 6 5; } svg .train circle { fill: var(--train); }
        svg .validation .line { stroke: var(--validation); } svg .validation circle { fill: var(--validation); }
        svg .rate .line { stroke: var(--rate); } svg .rate circle { fill: var(--rate); }
        svg path.best { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; fill: none; opacity: 0.7; }
        svg text.best { fill: var(--ink); }
        svg .hover { fill: transparent; } svg .hover:hover { fill: var(--ink); fill-opacity: 0.06; }
        svg.matrix { max-width: 640px; } img.matrix { max-width: 100%; height: auto; image-rendering: pixelated; }
        svg.matrix .frame { fill: none; stroke: var(--line); } svg.matrix .right { fill: rgb(var(--right)); } svg.matrix .wrong { fill: rgb(var(--wrong)); }
        details { min-width: 0; } summary { cursor: pointer; padding: 4px 0; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14.5px; }
        th { text-align: left; font-weight: 600; } thead th { color: var(--faint); font-weight: 400; vertical-align: bottom; }
        .numbers, .values { width: 100%; }
        .numbers td, .numbers th, .values td, .values th { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); }
        .numbers td, .numbers thead th:not(:first-child) { text-align: right; } .numbers td.text, .numbers thead th.text { text-align: left; padding-left: 16px; }
        .numbers .best th, .numbers .best td { font-weight: 700; }
        .numbers .bar { background: linear-gradient(rgb(var(--right) / 0.22) 0 0) left center / var(--part) 70% no-repeat; min-width: 110px; }
        .values th { white-space: nowrap; font-weight: 400; vertical-align: top; } .values td { overflow-wrap: anywhere; vertical-align: top; min-width: 10ch; } .values .changed td:nth-child(2) { font-weight: 700; }
        .matrix td, .matrix th { padding: 0; text-align: center; }
        table.matrix td { min-width: 46px; height: 38px; border: 1px solid var(--card); }
        table.matrix tbody td:not(.sum) { background: rgb(var(--right) / 0.03); }
        table.matrix td.right { background: rgb(var(--right) / var(--shade)) !important; } table.matrix td.wrong { background: rgb(var(--wrong) / var(--shade)) !important; }
        table.matrix td.full { color: #ffffff; }
        table.matrix th[scope=row] { text-align: right; padding-right: 10px; white-space: nowrap; font-weight: 400; max-width: 15em; overflow: hidden; text-overflow: ellipsis; }
        table.matrix tfoot th, table.matrix .sum { color: var(--faint); font-size: 13px; padding: 0 5px; white-space: nowrap; font-weight: 400; }
        table.many { font-size: 12.5px; } table.many td { min-width: 32px; height: 28px; } table.many .sum, table.many tfoot th { font-size: 11.5px; padding: 0 3px; }
        table.matrix thead th { color: var(--ink); padding-bottom: 5px; }
        table.turned thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; max-height: 15em; overflow: hidden; }
        .key { display: inline-block; width: 14px; height: 14px; border-radius: 3px; vertical-align: -2px; } .key.right { background: rgb(var(--right)); } .key.wrong { background: rgb(var(--wrong)); }
        figure { margin: 0; min-width: 0; } img { image-rendering: pixelated; }
        .filters { display: grid; grid-template-columns: repeat(2, minmax(0, max-content)); gap: 20px 44px; } .filters figcaption { font-weight: 600; font-size: 14.5px; margin-bottom: 8px; } .filters img { display: block; max-width: 100%; height: auto; }
        .scale { display: flex; align-items: center; gap: 10px; font-size: 14px; font-variant-numeric: tabular-nums; } .scale i { width: 160px; height: 14px; border: 1px solid var(--line); background: linear-gradient(to right, #000000, #ffffff); }
        .mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 18px 12px; }
        .mistakes img { display: block; border: 1px solid var(--line); margin-bottom: 5px; } .mistakes figcaption span { display: block; font-size: 13.5px; line-height: 1.35; overflow-wrap: anywhere; }
        b.right { color: var(--train); } b.wrong { color: var(--validation); }
        @media (max-width: 640px) {
          main { padding: 0 0 24px; } header, section { border-radius: 0; border-width: 1px 0; padding: 18px 14px 20px; margin-bottom: 12px; }
          h1 { font-size: 25px; } .filters { grid-template-columns: minmax(0, max-content); } .tiles { grid-template-columns: 1fr 1fr; } .tiles .main { grid-column: 1 / -1; grid-row: auto; } .tiles div:last-child { grid-column: 1 / -1; }
          .mistakes { grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); } table.matrix td { min-width: 29px; height: 30px; font-size: 12.5px; } table.matrix .sum, table.matrix tfoot { display: none; } svg text { font-size: 15px; } .values td.note { min-width: 180px; } .numbers .bar { min-width: 78px; } .numbers td.text { white-space: nowrap; }
        }
        @media print {
          @page { margin: 14mm; }
          :root { --page: #ffffff; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { font-size: 11pt; } main { padding: 0; max-width: none; } header, section { border: 0; padding: 0 0 8mm; margin: 0; }
          h2, h3 { break-after: avoid; } svg, figure, tr, pre, .tiles { break-inside: avoid; } .scroll { overflow: visible; }
          table.matrix td { min-width: 0; padding: 0 4px; } table.many { font-size: 6.5pt; } table.many td { padding: 0 1px; height: 18px; } table.many .sum, table.many tfoot { display: none; } details::details-content { content-visibility: visible; block-size: auto; }
        }
        </style>
        """);
}

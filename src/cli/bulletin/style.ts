/** The look of the bulletin: one sheet of A4 after the other, in black and one red, legible when it is copied or faxed. */
export const style = `
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #111; max-width: 182mm; margin: 8mm auto; padding: 0 4mm; }
header { border-bottom: 2px solid #b3261e; text-align: center; margin-bottom: 5mm; }
header h1 { font-size: 20pt; letter-spacing: .08em; color: #b3261e; margin: 0 0 1mm; }
header p { margin: 0 0 2mm; } header span { margin-left: 1.5em; color: #555; }
.drill { display: inline-block; border: 1px solid #b3261e; color: #b3261e; padding: 0 .6em; margin: 0 0 2mm; }
h2 { font-size: 12pt; margin: 5mm 0 1.5mm; break-after: avoid; }
ul { margin: 0; padding-left: 1.3em; } p { margin: 1mm 0; }
.cards { display: grid; grid-template-columns: repeat(5, 1fr); gap: 2mm; list-style: none; padding: 0; }
.cards li { border: 1px solid #bbb; padding: 2mm; text-align: center; } .cards b { display: block; font-size: 18pt; line-height: 1.2; font-variant-numeric: tabular-nums; }
.cards span { display: block; } .cards small, td small { color: #b3261e; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { border-bottom: 1px solid #ddd; padding: .9mm 1.2mm; text-align: left; vertical-align: baseline; } thead th { border-bottom: 1.5px solid #111; }
tbody th { font-weight: 400; } tr[data-depth="0"] > *, tr[data-depth="1"] > * { font-weight: 600; } tr[data-depth="1"] > * { border-top: 1px solid #999; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } thead th:not(:first-child):not(:last-child) { text-align: right; }
tr.wrong > * { background: #fdecea; } .note { color: #555; font-size: 8.5pt; }
@media print { body { margin: 0; max-width: none; padding: 0; } * { print-color-adjust: exact; } }
`;

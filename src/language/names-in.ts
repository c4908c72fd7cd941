/** Names an expression uses, outside its quoted texts and not as fields. */
export function namesIn(expression: string): string[] {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return bare.match(/(?<![\w.\u4e00-\u9fff])[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*/g) ?? [];
}

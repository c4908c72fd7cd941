import { Lexer } from 'yaml';

const MOST_DEPTH = 40;
/** Tokens of the lexer that stand for no text: start of a document, of a scalar, end of a flow. */
const marks = new Set([2, 24, 31].map((code) => String.fromCharCode(code)));

/** Where a text nests too deeply for a person, or for a recursive parser; undefined when it does not. Runs before the parser. */
export function tooDeep(text: string): number | undefined {
  const indents: number[] = [];
  let brackets = 0;
  let dashes = 0;
  let indent = 0;
  let startsLine = true;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (/^[\n\r]/.test(lexeme)) {
      startsLine = true;
      indent = 0;
      dashes = 0;
    } else if (startsLine && /^ +$/.test(lexeme)) indent = lexeme.length;
    else if (lexeme.trim() !== '' && !marks.has(lexeme)) {
      if (startsLine && brackets === 0) {
        while (indents.length > 0 && indents.at(-1)! >= indent) indents.pop();
        indents.push(indent);
      }
      startsLine = false;
      if (lexeme === '{' || lexeme === '[') brackets++;
      else if (lexeme === '}' || lexeme === ']') brackets--;
      else if (lexeme === '-' || lexeme === '?') dashes++;
      if (indents.length + brackets + dashes > MOST_DEPTH) return offset;
    }
    if (!marks.has(lexeme)) offset += lexeme.length;
  }
  return undefined;
}

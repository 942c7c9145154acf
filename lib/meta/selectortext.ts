import { errorText, FieldPath, invalid } from './field';
import { labelKeyErrors, labelValueErrors } from './names';
import { quoteText } from './quote';
import { isInt64, type Requirement } from './selector';

type TokenKind =
  | 'word'
  | 'in'
  | 'notin'
  | 'end'
  | 'error'
  | '('
  | ')'
  | ','
  | '!'
  | '='
  | '=='
  | '!='
  | '>'
  | '<';

interface Token {
  kind: TokenKind;
  text: string;
}

const operators: Partial<Record<TokenKind, Requirement['operator']>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};
const expectedOperators = 'in, notin, =, ==, !=, gt, lt';
const keywords = new Set<string>(['in', 'notin']);
const symbols = new Set<string>(['(', ')', ',', '!', '=', '==', '!=', '>', '<']);

/**
 * The requirements of a label selector text such as `app=x,tier in (a, b),!gone`, sorted by key as
 * `labels.Parse` gives them. The empty text has none and selects everything. Throws an `Error` with
 * Kubernetes' message when it cannot be read.
 */
export function parseLabelSelector(text: string): Requirement[] {
  const requirements = new Parser(scan(text)).parse();
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [piece] of text.matchAll(/[=!(),<>]+|[^\s=!(),<>]+/g)) {
    if (/^[=!(),<>]/.test(piece)) tokens.push(...scanSymbols(piece));
    else tokens.push({ kind: keywords.has(piece) ? (piece as TokenKind) : 'word', text: piece });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Splits a run of special characters into the longest symbols, from the left. */
function scanSymbols(run: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < run.length; ) {
    const two = run.slice(at, at + 2);
    const text = symbols.has(two) ? two : run[at]!;
    tokens.push({ kind: text as TokenKind, text });
    at += text.length;
  }
  return tokens;
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end') return requirements;
      if (token.kind !== 'word' && token.kind !== '!') {
        throw new Error(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.requirement());
      const after = this.take();
      if (after.kind === 'end') return requirements;
      if (after.kind !== ',') throw new Error(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.peek();
      if (next.kind !== 'word' && next.kind !== '!') {
        throw new Error(`found '${next.text}', expected: identifier after ','`);
      }
    }
  }

  private requirement(): Requirement {
    try {
      return this.readRequirement();
    } catch (error) {
      throw new Error(`unable to parse requirement: ${(error as Error).message}`);
    }
  }

  private readRequirement(): Requirement {
    let operator: Requirement['operator'] | undefined;
    let token = this.take();
    if (token.kind === '!') {
      operator = '!';
      token = this.take();
    }
    if (token.kind !== 'word') throw new Error(`found '${token.text}', expected: identifier`);
    const key = token.text;
    checkKey(key);
    const next = this.peek().kind;
    if (operator === '!') return { key, operator, values: [] };
    if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] };
    operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.set() : [this.value()];
    return checkValues({ key, operator, values: [...new Set(values)].sort() });
  }

  private operator(): Requirement['operator'] {
    const token = this.takeRaw();
    const operator = operators[token.kind];
    if (!operator) throw new Error(`found '${token.text}', expected: ${expectedOperators}`);
    return operator;
  }

  private value(): string {
    const next = this.peek();
    if (next.kind === 'end' || next.kind === ',') return '';
    const token = this.take();
    if (token.kind !== 'word') throw new Error(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  private set(): string[] {
    const open = this.take();
    if (open.kind !== '(') throw new Error(`found '${open.text}' expected: '('`);
    const first = this.peek();
    if (first.kind === ')') {
      this.take();
      return [''];
    }
    if (first.kind !== 'word' && first.kind !== ',') {
      throw new Error(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    return this.members();
  }

  /**
   * The members of a set up to and with its closing parenthesis; nothing between two commas is the empty
   * value.
   */
  private members(): string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.take();
      if (token.kind === 'word') {
        values.push(token.text);
        const next = this.peek();
        if (next.kind !== ',' && next.kind !== ')') {
          throw new Error(`found '${next.text}', expected: ',' or ')'`);
        }
      } else if (token.kind === ',') {
        if (values.length === 0) values.push('');
        const next = this.peek().kind;
        if (next === ')' || next === ',') values.push('');
      } else {
        throw new Error(`found '${token.text}', expected: ',', or identifier`);
      }
      if (this.peek().kind === ')') {
        this.take();
        return values;
      }
    }
  }

  /** The next token; `in` and `notin` are words here, as everywhere but in the operator's place. */
  private peek(): Token {
    const token = this.tokens[this.position]!;
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'word', text: token.text } : token;
  }

  private take(): Token {
    const token = this.peek();
    this.takeRaw();
    return token;
  }

  private takeRaw(): Token {
    const token = this.tokens[this.position]!;
    if (this.position < this.tokens.length - 1) this.position++;
    return token;
  }
}

function checkKey(key: string): void {
  const errors = labelKeyErrors(key);
  if (errors.length > 0) throw new Error(`<nil>: Invalid value: ${quoteText(key)}: ${errors.join('; ')}`);
}

function checkValues(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const path = FieldPath.of('values');
  const errors = values.flatMap((value, position) => {
    const wrongNumber = (operator === 'gt' || operator === 'lt') && !isInt64(value);
    const wrongValue = labelValueErrors(value);
    return [
      ...(wrongNumber
        ? [invalid(path.index(position), value, "for 'Gt', 'Lt' operators, the value must be an integer")]
        : []),
      ...(wrongValue.length > 0
        ? [invalid(path.index(position).key(key), value, wrongValue.join('; '))]
        : []),
    ];
  });
  if (errors.length === 0) return requirement;
  const texts = [...new Set(errors.map(errorText))];
  throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`);
}

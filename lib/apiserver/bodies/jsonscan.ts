/** A member of a document, and where it begins in the text. */
export interface Place {
  path: string;
  at: number;
}

/** What `JSON.parse` does not tell of a document. */
export interface JsonFacts {
  /** Members that stand in their object a second time, in the order of the text. */
  duplicates: Place[];
  /** How numbers are written that are no plain integers (`2.0`, `1e3`, `3000000000000`), by path. */
  numbers: Map<string, string>;
}

/**
 * How deep objects and lists may stand in each other. Go takes 10,000; no object of the API nests by far as deep as this, and what comes
 * after may recurse.
 */
const mostDepth = 1000;

/** A text that is no JSON, with the message Go's `encoding/json` gives. */
export class JsonSyntaxError extends Error {}

/**
 * Walks a JSON text and answers what is remarkable about it; throws `JsonSyntaxError` where it is broken.
 * Paths are written as Kubernetes writes them: `spec.template.spec.containers[0].name`.
 */
export function scanJson(text: string): JsonFacts {
  const { duplicates, numbers } = scan(text);
  return { duplicates, numbers };
}

/** Where members of a JSON text begin, those of the paths asked for. */
export function placesOf(text: string, paths: Iterable<string>): Place[] {
  return scan(text, new Set(paths)).found;
}

function scan(text: string, wanted?: Set<string>): Scanner {
  const scanner = new Scanner(text, wanted);
  try {
    scanner.document();
  } catch (error) {
    // Go gives up at ten thousand levels, this scanner where its stack ends.
    throw error instanceof RangeError ? new JsonSyntaxError('exceeded max depth') : error;
  }
  return scanner;
}

class Scanner {
  readonly duplicates: Place[] = [];
  readonly numbers = new Map<string, string>();
  readonly found: Place[] = [];
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly wanted?: Set<string>,
  ) {}

  document(): void {
    this.value('');
    this.space();
    if (this.at < this.text.length) throw this.unexpected('after top-level value');
  }

  private value(path: string): void {
    this.space();
    const first = this.text[this.at];
    if (first === '{' || first === '[') this.container(first, path);
    else if (first === '"') this.string();
    else if (first === 't') this.literal('true');
    else if (first === 'f') this.literal('false');
    else if (first === 'n') this.literal('null');
    else if (first === '-' || isDigit(first)) this.number(path);
    else throw this.unexpected('looking for beginning of value');
  }

  private container(first: '{' | '[', path: string): void {
    if (++this.depth > mostDepth) throw this.unexpected('exceeded max depth');
    if (first === '{') this.object(path);
    else this.array(path);
    this.depth--;
  }

  private object(path: string): void {
    this.at++;
    const seen = new Set<string>();
    this.space();
    if (this.skip('}')) return;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected('looking for beginning of object key string');
      const { at } = this;
      const key = this.string();
      const own = path ? `${path}.${key}` : key;
      if (seen.has(key)) this.duplicates.push({ path: own, at });
      seen.add(key);
      if (this.wanted?.delete(own)) this.found.push({ path: own, at });
      this.space();
      if (!this.skip(':')) throw this.unexpected('after object key');
      this.value(own);
      this.space();
      if (this.skip('}')) return;
      if (!this.skip(',')) throw this.unexpected('after object key:value pair');
    }
  }

  private array(path: string): void {
    this.at++;
    this.space();
    if (this.skip(']')) return;
    for (let position = 0; ; position++) {
      this.value(`${path}[${position}]`);
      this.space();
      if (this.skip(']')) return;
      if (!this.skip(',')) throw this.unexpected('after array element');
    }
  }

  private string(): string {
    const start = this.at++;
    let escaped = false;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        this.escape();
      } else if (code >= 0x20) this.at++;
      else throw this.unexpected('in string literal');
    }
    this.at++;
    return escaped
      ? (JSON.parse(this.text.slice(start, this.at)) as string)
      : this.text.slice(start + 1, this.at - 1);
  }

  private escape(): void {
    this.at++;
    if (this.text[this.at] === 'u') {
      this.at++;
      for (let digit = 0; digit < 4; digit++, this.at++) {
        if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) {
          throw this.unexpected('in \\u hexadecimal character escape');
        }
      }
    } else if ('"\\/bfnrt'.includes(this.text[this.at] || '-')) this.at++;
    else throw this.unexpected('in string escape code');
  }

  private literal(word: string): void {
    for (const letter of word) {
      if (this.text[this.at] !== letter) {
        throw this.unexpected(`in literal ${word} (expecting ${quote(letter)})`);
      }
      this.at++;
    }
  }

  private number(path: string): void {
    const start = this.at;
    this.skip('-');
    if (!isDigit(this.text[this.at])) throw this.unexpected('in numeric literal');
    if (!this.skip('0')) this.digits();
    if (this.skip('.')) {
      if (!isDigit(this.text[this.at])) throw this.unexpected('after decimal point in numeric literal');
      this.digits();
    }
    if (this.skip('e') || this.skip('E')) {
      if (!this.skip('+')) this.skip('-');
      if (!isDigit(this.text[this.at])) throw this.unexpected('in exponent of numeric literal');
      this.digits();
    }
    const literal = this.text.slice(start, this.at);
    if (literal.length > 9 || /[.eE]/.test(literal)) this.numbers.set(path, literal);
  }

  private digits(): void {
    while (isDigit(this.text[this.at])) this.at++;
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private unexpected(where: string): JsonSyntaxError {
    if (this.at >= this.text.length) return new JsonSyntaxError('unexpected end of JSON input');
    return new JsonSyntaxError(`invalid character ${quote(this.text[this.at]!)} ${where}`);
  }
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/** A character as Go quotes it in these messages: the first of its bytes. */
function quote(character: string): string {
  const [first = 0] = new TextEncoder().encode(character);
  if (first >= 0x80) return `'${String.fromCharCode(first)}'`;
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}

const decoder = new TextDecoder();

/**
 * Reads the wire format of protocol buffers. Throws an `Error` where the bytes end too early or are no such
 * format.
 */
export class WireReader {
  private at = 0;

  constructor(private readonly data: Uint8Array) {}

  get isDone(): boolean {
    return this.at >= this.data.length;
  }

  /** The number of the next field and how its value is written. */
  tag(): { number: number; wire: number } {
    const tag = Number(this.varint());
    return { number: Math.floor(tag / 8), wire: tag & 7 };
  }

  /** A signed integer. */
  integer(): number {
    return Number(BigInt.asIntN(64, this.varint()));
  }

  text(): string {
    return decoder.decode(this.bytes());
  }

  bytes(): Uint8Array {
    return this.take(Number(this.varint()));
  }

  /** Passes over a value nobody asks for. */
  skip(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 1) this.take(8);
    else if (wire === 2) this.bytes();
    else if (wire === 5) this.take(4);
    else throw new Error(`proto: illegal wireType ${wire}`);
  }

  private take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.data.length) throw new Error('unexpected EOF');
    const taken = this.data.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = this.data[this.at++];
      if (byte === undefined) throw new Error('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error('proto: integer overflow');
  }
}

const encoder = new TextEncoder();

/** Writes the wire format of protocol buffers: texts and messages. */
export class WireWriter {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  text(number: number, text: string): void {
    this.field(number, encoder.encode(text));
  }

  /** A message, which `write` fills. */
  message(number: number, write: (inner: WireWriter) => void): void {
    const inner = new WireWriter();
    write(inner);
    this.field(number, inner.bytes());
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const joined = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }

  private field(number: number, bytes: Uint8Array): void {
    this.push(varint(number * 8 + 2));
    this.push(varint(bytes.length));
    this.push(bytes);
  }

  private push(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

/** One piece of a container's output as an engine tells it: a line, or a part of one where it has no end. */
export interface Frame {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
}

const headerBytes = 8;
const stderrCode = 2;

/**
 * Cuts an engine's multiplexed stream into its frames: a header of eight bytes (the stream's number, three
 * of nothing, the length) before each piece. What is not whole yet is kept for the next chunk.
 */
export function frameCutter(): (chunk: Buffer) => Frame[] {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const frames: Frame[] = [];
    let at = 0;
    while (at + headerBytes <= bytes.length) {
      const end = at + headerBytes + bytes.readUInt32BE(at + 4);
      if (end > bytes.length) break;
      const stream = bytes[at] === stderrCode ? 'stderr' : 'stdout';
      frames.push({ stream, bytes: bytes.subarray(at + headerBytes, end) });
      at = end;
    }
    rest = Buffer.from(bytes.subarray(at));
    return frames;
  };
}

/** A frame's time and what the container wrote, where the engine was asked for times. */
export function splitStamp({ bytes }: Frame): { text: string; content: Buffer } {
  const space = bytes.indexOf(' ');
  return { text: bytes.toString('latin1', 0, space), content: bytes.subarray(space + 1) };
}

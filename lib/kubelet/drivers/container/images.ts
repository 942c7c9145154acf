import type { ImageStore } from '../../driver';
import { type Engine, EngineError } from './engine';

interface Image {
  Id: string;
  Size: number;
  Config?: { User?: string };
}

/** One line of what an engine tells while it pulls. */
interface Progress {
  error?: string;
}

/** An image of the engine; `undefined` when it is not there. Rejects as the engine fails. */
export async function inspectImage(engine: Engine, name: string): Promise<Image | undefined> {
  try {
    return await engine.call<Image>('GET', `/images/${name}/json`);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

/** The images of an engine. They are pulled without credentials. */
export function engineImages(engine: Engine): ImageStore {
  return {
    find: async (name) => (await inspectImage(engine, name))?.Id,
    async pull(name, signal) {
      const body = await engine.stream('POST', '/images/create', { query: { fromImage: name }, signal });
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const failed = progressIn(Buffer.concat(chunks).toString()).find(({ error }) => error);
      if (failed?.error) throw new Error(failed.error);
      const image = await inspectImage(engine, name);
      if (!image) throw new Error(`the engine pulled ${name} and does not have it`);
      return { id: image.Id, sizeBytes: image.Size };
    },
  };
}

/** The status is sent before the pull has failed or not: that is told in the lines of the body. */
function progressIn(text: string): Progress[] {
  const lines = text.split('\n').filter((line) => line.trim());
  return lines.map((line) => JSON.parse(line) as Progress);
}

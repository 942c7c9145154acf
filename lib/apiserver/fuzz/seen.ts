import type { KubeObject } from '../../meta/object';
import type { Chance } from './chance';

/** Namespaces the fuzzer works in. */
export const fuzzNamespaces = ['fuzz', 'fuzz-2'] as const;

/** An object the server answered, and where it is. */
export interface SeenObject {
  path: string;
  object: KubeObject;
}

const mostKept = 60;

/** What the fuzzer has learned from answers, to ask for what is there. */
export class Seen {
  readonly objects: SeenObject[] = [];
  readonly versions: string[] = ['1', '100'];
  readonly tokens: string[] = ['garbage'];

  note(found: SeenObject): void {
    keep(this.objects, found);
    const { resourceVersion } = found.object.metadata;
    if (resourceVersion) keep(this.versions, resourceVersion);
  }

  noteToken(token: string): void {
    keep(this.tokens, token);
  }

  forget(): void {
    this.objects.length = 0;
  }

  /** A text with its `{{marks}}` replaced: the namespace by one of the fuzzer's, others by something seen. */
  fill(chance: Chance, text: string): string {
    const namespace = chance.odds(0.9) ? fuzzNamespaces[0] : fuzzNamespaces[1];
    return text
      .replaceAll('{{ns}}', namespace)
      .replaceAll('{{rv}}', () => chance.pick(this.versions))
      .replaceAll('{{c}}', () => chance.pick(this.tokens))
      .replaceAll('{{uid}}', () => this.uid(chance))
      .replaceAll(/\{\{\w+\}\}/g, 'a');
  }

  private uid(chance: Chance): string {
    return this.objects.length > 0 ? (chance.pick(this.objects).object.metadata.uid ?? '') : 'none';
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > mostKept) list.shift();
}

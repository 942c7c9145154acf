import type { ApiClient } from '@/lib/client/client';
import type { KubeObject } from '@/lib/meta/object';
import { hasReason } from '@/lib/meta/status';
import { randomSuffix, systemRandom } from '@/lib/time/random';
import { readManifest } from '@/lib/view/document';
import { objectToSend, resourceOf } from '@/lib/view/documentresource';
import type { Example } from '@/lib/view/example';

/**
 * Creates the objects of an example in a namespace; one whose name is taken gets another. Answers the path of
 * the page to see them on. Rejects with the API's refusal.
 */
export async function runExample(api: ApiClient, example: Example, namespace: string): Promise<string> {
  const list = example.kind === 'CronJob' ? '/cronjobs' : '/jobs';
  const made: KubeObject[] = [];
  for (const { value } of readManifest(example.text).documents)
    made.push(await create(api, value, namespace));
  const [first] = made;
  return made.length === 1 && first ? `${list}/${namespace}/${first.metadata.name}` : list;
}

async function create(api: ApiClient, value: unknown, namespace: string): Promise<KubeObject> {
  const resource = resourceOf(value);
  const object = objectToSend(value, namespace);
  if (!resource || !object) throw new TypeError('an example of a kind that is not served');
  try {
    return await api.create(resource, object);
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error;
    const name = `${object.metadata.name}-${randomSuffix(systemRandom)}`;
    return await api.create(resource, { ...object, metadata: { ...object.metadata, name } });
  }
}

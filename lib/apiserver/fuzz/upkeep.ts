import type { KubeObject } from '../../meta/object';
import type { Answer, Target } from './oracle';
import { readBody } from './oracle';
import type { FuzzRequest } from './requests';
import { fuzzNamespaces } from './seen';
import { collections } from './targets';
import { bytesOf } from './textmutation';

const systemNamespaces = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Creates the namespaces the fuzzer works in. */
export async function prepareServer({ send }: Target): Promise<void> {
  for (const name of fuzzNamespaces) {
    await send(
      jsonRequest('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    );
  }
}

/** Deletes every object but the namespaces every cluster has; answers the paths of those that stay. */
export async function emptyServer(target: Target): Promise<string[]> {
  const left: string[] = [];
  for (const path of collections.namespaced)
    left.push(...(await emptyCollection(target, path.replace('@/', ''))));
  for (const path of collections.whole) left.push(...(await emptyCollection(target, path)));
  return left;
}

async function emptyCollection({ send }: Target, path: string): Promise<string[]> {
  const items = itemsOf(await send(jsonRequest('GET', path)));
  const [root, plural] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
  for (const { metadata } of items) {
    const name = encodeURIComponent(metadata.name ?? '');
    const own = metadata.namespace
      ? `${root}/namespaces/${metadata.namespace}/${plural}/${name}`
      : `${path}/${name}`;
    if (metadata.finalizers)
      await send(
        jsonRequest('PATCH', own, { metadata: { finalizers: null } }, 'application/merge-patch+json'),
      );
    await send(jsonRequest('DELETE', own, { gracePeriodSeconds: 0, propagationPolicy: 'Background' }));
    if (plural === 'namespaces')
      await send(jsonRequest('PUT', `${own}/finalize`, { metadata: { name }, spec: {} }));
  }
  return itemsOf(await send(jsonRequest('GET', path))).map(
    ({ metadata }) => `${path} ${metadata.namespace ?? ''}/${metadata.name}`,
  );
}

function itemsOf(answer: Answer | undefined): readonly KubeObject[] {
  const { items } = (answer ? readBody(answer) : {}) as { items?: KubeObject[] };
  return (items ?? []).filter(
    ({ metadata }) => metadata.namespace || !systemNamespaces.has(metadata.name ?? ''),
  );
}

function jsonRequest(
  method: string,
  path: string,
  value?: unknown,
  contentType = 'application/json',
): FuzzRequest {
  const body = value === undefined ? undefined : bytesOf(JSON.stringify(value));
  return { method, path, headers: { 'content-type': contentType }, body };
}

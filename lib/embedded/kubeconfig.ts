import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { readIfThere, writePrivate } from './files';

/** Under this name the built-in cluster stands in its kubeconfig, and in the dashboard. */
const clusterName = 'built-in';

/** What a client needs to reach the control plane. */
export interface Access {
  /** `https://127.0.0.1:7443`. */
  server: string;
  ca: string;
  token: string;
  /** How the user is called, and the context; both as the cluster when left out. */
  user?: string;
}

/** The kubeconfig is somebody else's. */
export class ForeignFileError extends Error {}

/**
 * Writes the kubeconfig, for its owner's eyes only. Throws a `ForeignFileError` rather than overwrite one that names any other
 * cluster.
 */
export function writeKubeconfig(file: string, { server, ca, token, user = clusterName }: Access): void {
  const text = stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': user,
      clusters: [
        {
          name: clusterName,
          cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
        },
      ],
      contexts: [{ name: user, context: { cluster: clusterName, user } }],
      users: [{ name: user, user: { token } }],
    },
    { lineWidth: 0 },
  );
  if (!isOurs(readIfThere(file))) {
    throw new ForeignFileError(
      `${file} is there already and tells of other clusters; name another file with --kubeconfig.`,
    );
  }
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writePrivate(file, text);
}

function isOurs(text: string | undefined): boolean {
  if (!text?.trim()) return true;
  try {
    const { clusters } = (parse(text) ?? {}) as { clusters?: { name?: string }[] | null };
    return (clusters ?? []).every(({ name }) => name === clusterName);
  } catch {
    return false;
  }
}

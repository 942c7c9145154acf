import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** How to reach and prove oneself to the cluster of one context. Keys and certificates are PEM. */
export interface ContextConfig {
  context: string;
  server: string;
  namespace?: string;
  ca?: string;
  cert?: string;
  key?: string;
  /** The certificate of the server is not checked. */
  insecure: boolean;
  serverName?: string;
  token?: string;
  /** Read anew at each request, as kubelets replace it. */
  tokenFile?: string;
  basic?: { username: string; password: string };
  /** The credentials come from a plugin: see `credentials.ts`. */
  needsPlugin: boolean;
}

/** A kubeconfig, as far as it is understood. */
export interface KubeconfigFile {
  contexts: ContextConfig[];
  currentContext?: string;
}

type Fields = Record<string, unknown>;

/**
 * Reads the text of a kubeconfig. Relative paths in it count from `dir`. Contexts whose cluster is missing are left out, as kubectl
 * could not use them either. Throws an `Error` that says what is wrong with the text or with a file it names.
 */
export function readKubeconfig(text: string, dir: string): KubeconfigFile {
  const root = fieldsOf(parse(text));
  const clusters = named(root.clusters, 'cluster');
  const users = named(root.users, 'user');
  const contexts = [...named(root.contexts, 'context')].flatMap(([context, fields]) => {
    const cluster = clusters.get(textOf(fields.cluster) ?? '');
    const server = textOf(cluster?.server);
    if (!cluster || !server) return [];
    const user = users.get(textOf(fields.user) ?? '') ?? {};
    return [
      {
        context,
        server,
        ...optional('namespace', fields),
        ...clusterPart(cluster, dir),
        ...userPart(user, dir),
      },
    ];
  });
  return {
    contexts,
    ...(textOf(root['current-context']) ? { currentContext: textOf(root['current-context']) } : {}),
  };
}

function clusterPart(cluster: Fields, dir: string): Pick<ContextConfig, 'ca' | 'insecure' | 'serverName'> {
  const serverName = textOf(cluster['tls-server-name']);
  return {
    insecure: cluster['insecure-skip-tls-verify'] === true,
    ...pem('ca', cluster, 'certificate-authority', dir),
    ...(serverName ? { serverName } : {}),
  };
}

function userPart(user: Fields, dir: string): Omit<ContextConfig, 'context' | 'server' | 'insecure'> {
  const username = textOf(user.username);
  const tokenFile = textOf(user.tokenFile);
  return {
    needsPlugin: Boolean(user.exec ?? user['auth-provider']),
    ...pem('cert', user, 'client-certificate', dir),
    ...pem('key', user, 'client-key', dir),
    ...optional('token', user),
    ...(tokenFile ? { tokenFile: path.resolve(dir, tokenFile) } : {}),
    ...(username ? { basic: { username, password: textOf(user.password) ?? '' } } : {}),
  };
}

/** A PEM given as base64 in `…-data` or as the name of a file; the data wins, as in kubectl. */
function pem(
  target: 'ca' | 'cert' | 'key',
  fields: Fields,
  name: string,
  dir: string,
): Record<string, string> {
  const data = textOf(fields[`${name}-data`]);
  const file = textOf(fields[name]);
  if (data) return { [target]: Buffer.from(data, 'base64').toString('utf8') };
  return file ? { [target]: readFileSync(path.resolve(dir, file), 'utf8') } : {};
}

function named(list: unknown, inner: string): Map<string, Fields> {
  const entries = Array.isArray(list) ? list.map(fieldsOf) : [];
  return new Map(entries.map((entry) => [textOf(entry.name) ?? '', fieldsOf(entry[inner])]));
}

function optional<Name extends string>(name: Name, fields: Fields): Partial<Record<Name, string>> {
  const text = textOf(fields[name]);
  return text ? ({ [name]: text } as Record<Name, string>) : {};
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

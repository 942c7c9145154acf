import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import type { Cluster } from './clusters';

/** What a request to a cluster is sent with. */
export interface Credentials {
  authorization?: string;
  tls: {
    ca?: string;
    cert?: string;
    key?: string;
    servername?: string;
    rejectUnauthorized: boolean;
  };
}

type Plugin = (options: RequestOptions) => Promise<void>;

const plugins = new Map<string, Promise<Plugin>>();

/** The credentials for a cluster. Plugins are run when the kubeconfig names one; rejects with what the plugin said. */
export async function credentialsFor(cluster: Cluster): Promise<Credentials> {
  const plain = plainCredentials(cluster);
  if (!cluster.needsPlugin) return plain;
  const options: RequestOptions = {};
  await (await pluginFor(cluster))(options);
  const header = (options.headers as Record<string, string> | undefined)?.Authorization;
  return {
    ...(header ? { authorization: header } : {}),
    tls: {
      ...plain.tls,
      ...(options.cert ? { cert: String(options.cert) } : {}),
      ...(options.key ? { key: String(options.key) } : {}),
    },
  };
}

function plainCredentials({
  token,
  tokenFile,
  basic,
  ca,
  cert,
  key,
  insecure,
  serverName,
}: Cluster): Credentials {
  const bearer = tokenFile ? readFileSync(tokenFile, 'utf8').trim() : token;
  const authorization = bearer
    ? `Bearer ${bearer}`
    : basic && `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`;
  return {
    ...(authorization ? { authorization } : {}),
    tls: {
      rejectUnauthorized: !insecure,
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(serverName ? { servername: serverName } : {}),
    },
  };
}

/** Kubernetes' own client runs the plugins. It takes a second to load, so only those who need it pay for it. */
function pluginFor({ file, context, name }: Cluster): Promise<Plugin> {
  const known = plugins.get(name);
  if (known) return known;
  const loaded = import('@kubernetes/client-node').then(({ KubeConfig }) => {
    const config = new KubeConfig();
    config.loadFromFile(file);
    config.setCurrentContext(context);
    return (options: RequestOptions) => config.applyToHTTPSOptions(options);
  });
  plugins.set(name, loaded);
  loaded.catch(() => plugins.delete(name));
  return loaded;
}

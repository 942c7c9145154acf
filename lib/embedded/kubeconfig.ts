import { stringify } from 'yaml';

/** The kubeconfig of the built-in cluster, as YAML: one context, named `built-in`. `ca` is PEM. */
export function kubeconfigText({ server, ca, token }: { server: string; ca: string; token: string }): string {
  const name = 'built-in';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ name: 'built-in-admin', user: { token } }],
    contexts: [{ name, context: { cluster: name, user: 'built-in-admin', namespace: 'default' } }],
    'current-context': name,
  });
}

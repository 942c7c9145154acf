/**
 * The pull policy Kubernetes defaults: `Always` for `:latest` or no tag, else `IfNotPresent`
 * (`ParseImageName`).
 */
export function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  return imageTag(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
}

const pathComponent = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const reference = new RegExp(
  `^(?:${domain}/)?${pathComponent}(?:/${pathComponent})*(?::([\\w][\\w.-]{0,127}))?(@${digest})?$`,
);

/** `latest` where neither tag nor digest is given; nothing for a text that is no image reference. */
function imageTag(image: string): string {
  const match = reference.exec(image);
  if (!match || /^[a-f0-9]{64}$/.test(image)) return '';
  return match[1] ?? (match[2] ? '' : 'latest');
}

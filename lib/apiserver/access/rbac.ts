/** What somebody wants to do, as an authorizer sees it. */
export type Attributes = ResourceAttributes | PathAttributes;

/** A verb on a resource; a field that says nothing is empty. */
export interface ResourceAttributes {
  isResource: true;
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
}

/** A verb on a path that is no resource. */
export interface PathAttributes {
  isResource: false;
  verb: string;
  path: string;
}

/** What a role allows, as `rbac.authorization.k8s.io` writes it: `*` stands for all. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  /** `pods`, `pods/log`, and `*` with `/log` for that subresource of everything. */
  resources?: readonly string[];
  /** Only objects of these names; without any, all. */
  resourceNames?: readonly string[];
  /** Paths; a `*` at the end stands for whatever follows. */
  nonResourceURLs?: readonly string[];
}

/** Whether a rule allows what is asked. The rules of Kubernetes' RBAC authorizer. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!includes(rule.verbs, attributes.verb)) return false;
  return attributes.isResource ? allowsResource(rule, attributes) : allowsPath(rule, attributes.path);
}

function allowsResource(
  rule: PolicyRule,
  { group, resource, subresource, name }: ResourceAttributes,
): boolean {
  const { apiGroups = [], resources = [], resourceNames = [] } = rule;
  if (!includes(apiGroups, group)) return false;
  if (resourceNames.length > 0 && !resourceNames.includes(name)) return false;
  if (!subresource) return includes(resources, resource);
  return includes(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

function allowsPath({ nonResourceURLs = [] }: PolicyRule, path: string): boolean {
  return nonResourceURLs.some(
    (url) => url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''))),
  );
}

function includes(allowed: readonly string[], asked: string): boolean {
  return allowed.includes('*') || allowed.includes(asked);
}

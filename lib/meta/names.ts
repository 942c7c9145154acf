/**
 * The syntaxes of names in Kubernetes. Each function takes a text and gives what is wrong with it, in
 * Kubernetes' words; nothing wrong is an empty list.
 */

const dnsLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsSubdomain = `${dnsLabel}(\\.${dnsLabel})*`;
const dnsSearchLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const dnsSearch = `${dnsSearchLabel}(\\.${dnsSearchLabel})*`;
const labelKey = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${labelKey})?`;
const configKey = '[-._a-zA-Z0-9]+';
const httpHeader = '[-A-Za-z0-9]+';
const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

const dnsLabelPattern = whole(dnsLabel);
const dnsSubdomainPattern = whole(dnsSubdomain);
const dnsSearchPattern = whole(dnsSearch);
const labelKeyPattern = whole(labelKey);
const labelValuePattern = whole(labelValue);
const configKeyPattern = whole(configKey);
const httpHeaderPattern = whole(httpHeader);
const httpPathPattern = whole(httpPath);

const qualifiedRule =
  "must consist of alphanumeric characters, '-', '_' or '.', " +
  'and must start and end with an alphanumeric character';

/** A DNS label, as Pod hostnames and namespaces are (`IsDNS1123Label`). */
export function dnsLabelErrors(text: string): string[] {
  const errors = tooLong(text, 63, 'characters');
  if (dnsLabelPattern.test(text)) return errors;
  if (dnsSubdomainPattern.test(text)) return [...errors, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
    'and must start and end with an alphanumeric character';
  return [...errors, mismatch(rule, dnsLabel, 'my-name', '123-abc')];
}

/** A DNS subdomain, as most object names are (`IsDNS1123Subdomain`). */
export function dnsSubdomainErrors(text: string): string[] {
  return subdomainErrors(text, 'characters');
}

/** A DNS subdomain whose parts may have underscores, as paths of a DNS search (`IsDNS1123SubdomainWithUnderscore`). */
export function dnsSearchErrors(text: string): string[] {
  const errors = tooLong(text, 253, 'characters');
  if (dnsSearchPattern.test(text)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', " +
    'and must start and end with an alphanumeric character';
  return [...errors, mismatch(rule, dnsSearch, 'example.com')];
}

function subdomainErrors(text: string, unit: 'characters' | 'bytes'): string[] {
  const errors = tooLong(text, 253, unit);
  if (dnsSubdomainPattern.test(text)) return errors;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
    'and must start and end with an alphanumeric character';
  return [...errors, mismatch(rule, dnsSubdomain, 'example.com')];
}

/**
 * A label key: a name with an optional DNS prefix (`IsQualifiedName`). Finalizers and condition types are
 * such, too.
 */
export function labelKeyErrors(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    const rule = mismatch(qualifiedRule, labelKey, 'MyName', 'my.name', '123-abc');
    const prefixed = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${rule} ${prefixed}`];
  }
  const name = parts.at(-1)!;
  const errors = parts.length === 2 ? prefixErrors(parts[0]!) : [];
  if (name === '') errors.push('name part must be non-empty');
  else errors.push(...tooLong(name, 63, 'bytes').map((error) => `name part ${error}`));
  if (!labelKeyPattern.test(name)) {
    errors.push(`name part ${mismatch(qualifiedRule, labelKey, 'MyName', 'my.name', '123-abc')}`);
  }
  return errors;
}

function prefixErrors(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return subdomainErrors(prefix, 'bytes').map((error) => `prefix part ${error}`);
}

/** A label value (`IsValidLabelValue`). */
export function labelValueErrors(text: string): string[] {
  const errors = tooLong(text, 63, 'bytes');
  if (labelValuePattern.test(text)) return errors;
  const rule = `a valid label must be an empty string or ${qualifiedRule.replace('must ', '')}`;
  return [...errors, mismatch(rule, labelValue, 'MyValue', 'my_value', '12345')];
}

/** A key of a ConfigMap or Secret (`IsConfigMapKey`). */
export function configKeyErrors(text: string): string[] {
  const errors = tooLong(text, 253, 'characters');
  if (!configKeyPattern.test(text)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    errors.push(mismatch(rule, configKey, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (text === '.' || text === '..') errors.push(`must not be '${text}'`);
  else if (text.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

/** A name of an environment variable: anything printable in ASCII but `=` (`IsRelaxedEnvVarName`). */
export function envNameErrors(text: string): string[] {
  if (text === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]+$/.test(text)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** A name of a port: an IANA service name (`IsValidPortName`). */
export function portNameErrors(text: string): string[] {
  const errors = tooLong(text, 15, 'characters');
  if (!/^[-a-z0-9]+$/.test(text)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter (a-z)');
  if (text.includes('--')) errors.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(text)) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** A name of an HTTP header (`IsHTTPHeaderName`). */
export function httpHeaderErrors(text: string): string[] {
  if (httpHeaderPattern.test(text)) return [];
  const rule = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [mismatch(rule, httpHeader, 'X-Header-Name')];
}

/** The part of a domain-prefixed path after the first `/` (as in `IsDomainPrefixedPath`). */
export function httpPathErrors(text: string): string[] {
  return httpPathPattern.test(text) ? [] : [mismatch('Invalid path', httpPath)];
}

/** A port number (`IsValidPortNum`). */
export function portNumberErrors(port: number): string[] {
  return rangeErrors(port, 1, 65535);
}

/** A number within bounds, both included (`IsInRange`). */
export function rangeErrors(value: number, min: number, max: number): string[] {
  return value >= min && value <= max ? [] : [`must be between ${min} and ${max}, inclusive`];
}

/**
 * A text that is to be completed by a generated suffix: as strict as the finished name, but it may end in
 * a hyphen (`maskTrailingDash`, which drops the character before the hyphen as well).
 */
export function withoutTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

/** Length in bytes of UTF-8, which is what Kubernetes' limits count. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xe000) bytes += 1;
    else if (unit >= 0x800) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function tooLong(text: string, max: number, unit: 'characters' | 'bytes'): string[] {
  return byteLength(text) > max ? [`must be no more than ${max} ${unit}`] : [];
}

function mismatch(rule: string, pattern: string, ...examples: string[]): string {
  const named = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (${named && `e.g. ${named}`}regex used for validation is '${pattern}')`;
}

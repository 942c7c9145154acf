import { type FieldPath, invalid } from '../../meta/field';
import { byteLength, dnsSubdomainErrors } from '../../meta/names';
import { type Errors, invalidEach } from '../metadata';
import { containersOf } from './containers';
import type { PodSpec, WindowsOptions } from './types';

const maxSpecKiB = 64;
const maxDomainBytes = 256;
const maxUserBytes = 104;
const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dnsName = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`);

/** `validateWindowsSecurityContextOptions`. */
export function* validateWindowsOptions(options: WindowsOptions | undefined, path: FieldPath): Errors {
  if (!options) return;
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName } = options;
  if (specName !== undefined) {
    yield* invalidEach(path.child('gmsaCredentialSpecName'), specName, dnsSubdomainErrors(specName));
  }
  const specPath = path.child('gmsaCredentialSpec');
  if (spec === '') yield invalid(specPath, spec, 'gmsaCredentialSpec cannot be an empty string');
  else if (spec !== undefined && byteLength(spec) > maxSpecKiB * 1024) {
    yield invalid(specPath, spec, `gmsaCredentialSpec size must be under ${maxSpecKiB} KiB`);
  }
  if (runAsUserName === undefined) return;
  for (const error of userErrors(runAsUserName)) {
    yield invalid(path.child('runAsUserName'), runAsUserName, `runAsUserName${error}`);
  }
}

/** What is wrong with a user written `DOMAIN\\user`, the domain being optional. */
function* userErrors(name: string): Generator<string, void> {
  const parts = name.split('\\');
  if (name === '') yield ' cannot be an empty string';
  else if (/[\x00-\x1f\x7f]/.test(name)) yield ' cannot contain control characters';
  else if (parts.length > 2) yield ' cannot contain more than one backslash';
  else {
    const user = parts.at(-1)!;
    const domain = parts.length > 1 ? parts[0]! : undefined;
    if (domain !== undefined && byteLength(domain) >= maxDomainBytes) {
      yield `'s Domain length must be under ${maxDomainBytes} characters`;
    }
    if (domain !== undefined && !netBiosName.test(domain) && !dnsName.test(domain)) {
      yield "'s Domain doesn't match the NetBios nor the DNS format";
    }
    if (user === '') yield "'s User cannot be empty";
    else if (byteLength(user) > maxUserBytes) {
      yield `'s User length must not be longer than ${maxUserBytes} characters`;
    }
    if (/^[. ]+$/.test(user)) yield "'s User cannot contain only periods or spaces";
    if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
      yield '\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]';
    }
  }
}

/** `validateWindowsHostProcessPod`: either all containers are processes of the host, or none is. */
export function* validateHostProcess(spec: PodSpec, path: FieldPath): Errors {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let [all, ofHost] = [0, 0];
  for (const [{ securityContext }, own] of containersOf(spec, path)) {
    const value = securityContext?.windowsOptions?.hostProcess;
    all++;
    if (ofPod !== undefined && value !== undefined && ofPod !== value) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      yield invalid(own.child('securityContext', 'windowsOptions', 'hostProcess'), value, detail);
    }
    if (value ?? ofPod) ofHost++;
  }
  if (ofHost === 0) return;
  if (ofHost !== all) {
    const detail =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    yield invalid(path, '', detail);
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    yield invalid(path.child('hostNetwork'), false, detail);
  }
}

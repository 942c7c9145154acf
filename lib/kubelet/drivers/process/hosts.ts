import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerSetup } from '../../driver';
import { files } from './layout';
import type { Bind } from './sandbox';

const hostsFile = '/etc/hosts';

/**
 * Gives a container an `/etc/hosts` of its own: the machine's, whose network it shares, and what names it knows
 * besides. One that brings its own by a volume is left alone.
 */
export function writeHosts(dir: string, { hosts = [], mounts }: ContainerSetup): Bind[] {
  if (mounts.some(({ mountPath }) => mountPath === '/etc' || mountPath === hostsFile)) return [];
  const machine = existsSync(hostsFile) ? readFileSync(hostsFile, 'utf8') : '';
  const added = hosts.map(({ ip, names }) => [ip, ...names].join('\t'));
  const file = path.join(dir, files.hosts);
  const title = '# Kubernetes-managed hosts file (host network).';
  writeFileSync(file, `${[title, machine.trimEnd(), ...added].join('\n')}\n`, { mode: 0o644 });
  return [{ source: file, target: hostsFile, isReadOnly: false }];
}

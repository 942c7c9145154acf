import { readFileSync, statfsSync } from 'node:fs';
import os from 'node:os';
import type { NodeDescription } from '../kubelet/node/register';
import type { Runtime } from './options';

const mebibyte = 1024 * 1024;

/** What this machine is and has, as its node tells it. A simulated node has room for whatever a simulation may want. */
export function describeMachine(dataDir: string, runtime: Runtime, version: string): NodeDescription {
  const hostname = nodeName(os.hostname());
  return {
    name: hostname,
    ip: '127.0.0.1',
    capacity: runtime === 'simulated' ? { ...realCapacity(dataDir), ...boundless } : realCapacity(dataDir),
    labels: {
      'kubernetes.io/hostname': hostname,
      'kubernetes.io/os': os.platform(),
      'kubernetes.io/arch': architecture(),
    },
    nodeInfo: {
      machineID: readLine('/etc/machine-id'),
      systemUUID: readLine('/etc/machine-id'),
      bootID: readLine('/proc/sys/kernel/random/boot_id'),
      kernelVersion: os.release(),
      osImage: osImage(),
      operatingSystem: os.platform(),
      architecture: architecture(),
      kubeletVersion: version,
      kubeProxyVersion: '',
    },
  };
}

const boundless = { cpu: '100k', memory: '1Pi', pods: '1M' };

function realCapacity(dataDir: string): Record<string, string> {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const memory = Math.min(os.totalmem(), limit);
  const { blocks, bsize } = statfsSync(dataDir);
  return {
    cpu: String(os.availableParallelism()),
    memory: `${Math.floor(memory / 1024)}Ki`,
    'ephemeral-storage': `${Math.floor((blocks * bsize) / mebibyte)}Mi`,
    pods: '110',
  };
}

/** The host's name as a DNS subdomain, which names of nodes must be. */
function nodeName(hostname: string): string {
  const name = hostname
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return name.slice(0, 253) || 'localhost';
}

/** Go's name of the processor architecture. */
function architecture(): string {
  return ({ x64: 'amd64', ia32: '386' } as Record<string, string>)[os.arch()] ?? os.arch();
}

function osImage(): string {
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readText('/etc/os-release'))?.[1];
  return name ?? `${os.type()} ${os.release()}`;
}

function readLine(file: string): string {
  return readText(file).trim();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import os from 'node:os';
import type { Driver } from '../kubelet/driver';
import { type ProcessDriverOptions, processDriver } from '../kubelet/drivers/process';
import { simulatedDriver } from '../kubelet/drivers/simulated';
import type { NodeDescription } from '../kubelet/node/register';

/** Pods one machine takes at most, as the kubelet's `maxPods` has it by default; simulated ones cost next to nothing. */
const maxPods = { process: 110, simulated: 100_000 };

/** The node that stands for this machine, with its real capacity; a simulated one has room for everything. */
export function describeMachine(runtime: 'process' | 'simulated'): NodeDescription {
  const isReal = runtime === 'process';
  return {
    name: os.hostname().toLowerCase(),
    ip: '127.0.0.1',
    capacity: {
      cpu: isReal ? `${os.availableParallelism()}` : '100k',
      memory: isReal ? `${Math.floor(os.totalmem() / 1024)}Ki` : '1Pi',
      pods: `${maxPods[runtime]}`,
    },
    nodeInfo: {
      architecture: os.arch() === 'x64' ? 'amd64' : os.arch(),
      operatingSystem: os.platform(),
      osImage: `${os.type()} ${os.release()}`,
      kernelVersion: os.release(),
      kubeletVersion: 'v1.36.0+gantry',
    },
  };
}

/** The runtime driver of that name. `dir` is where it keeps what has to outlive a crash. */
export function openDriver(
  runtime: 'process' | 'simulated',
  dir: string,
  { clock, random, log }: Omit<ProcessDriverOptions, 'dataDir'> & Parameters<typeof simulatedDriver>[0],
): Driver {
  return runtime === 'process'
    ? processDriver({ dataDir: dir, clock, log })
    : simulatedDriver({ clock, random });
}

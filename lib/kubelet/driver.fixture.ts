import type { ContainerSetup, Driver } from './driver';

/** A container that has nothing to do, for tests to build on. */
export function plainSetup(podUid: string, container = 'main', attempt = 0): ContainerSetup {
  return {
    ref: { podUid, container, attempt },
    namespace: 'default',
    pod: 'pod',
    hostname: 'pod',
    isSidecar: false,
    annotations: {},
    image: '',
    command: [],
    args: [],
    env: [],
    workingDir: undefined,
    mounts: [],
    terminationMessagePath: '/dev/termination-log',
    fallsBackToLogs: false,
    user: { uid: undefined, gid: undefined, groups: [] },
    privileges: {
      hasReadOnlyRoot: false,
      isPrivileged: false,
      mayEscalate: true,
      addedCapabilities: [],
      droppedCapabilities: [],
    },
    resources: { cpuRequestMillis: undefined, cpuLimitMillis: undefined, memoryLimitBytes: undefined },
  };
}

/** A uid like no other: containers that run away are looked for by it in the whole machine. */
export function uniqueUid(): string {
  return `pod-${process.pid}-${process.hrtime.bigint()}`;
}

/** Reads what a driver's log holds, as text without times. */
export async function readLines(
  driver: Driver,
  setup: ContainerSetup,
  options: { follow?: boolean; tailLines?: number } = {},
): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  const { follow = false, tailLines } = options;
  for await (const chunk of driver.readLog(setup.ref, { follow, tailLines, signal: undefined })) {
    chunks.push(chunk.slice());
  }
  const text = new TextDecoder().decode(await new Blob(chunks as BlobPart[]).arrayBuffer());
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^\S+ /, ''));
}

import { readVolumeSources } from '../container/sources';
import { hasLiveVolumes, volumesOf } from '../container/volumes';
import { VolumeError, type VolumeSetup } from '../driver';
import type { PodTools } from './containers';
import { firstCheckMs } from './eviction';
import type { PodRecord } from './record';

const retryMs = 5000;
/** The kubelet looks at each pod anew this often (`syncFrequency`). */
const refreshMs = 60_000;

/** Makes the pod's volumes ready; when that fails, says why and has it tried again later. */
export async function preparePod(tools: PodTools, record: PodRecord): Promise<void> {
  const { clock, driver, recorder } = tools;
  const { pod, uid } = record;
  const { namespace = '', name = '' } = pod.metadata;
  try {
    const volumes = await resolveVolumes(tools, record);
    const notes = await driver.preparePod({ uid, namespace, name, volumes });
    record.isPrepared = true;
    record.measureAtMs = firstCheckMs(pod, clock.now());
    if (hasLiveVolumes(pod)) record.refreshAtMs = clock.now() + refreshMs;
    for (const note of notes) recorder.kubelet(pod, 'Warning', 'VolumesNotMounted', note);
  } catch (error) {
    tellFailure(tools, record, error);
    record.prepareAtMs = clock.now() + retryMs;
  }
}

/**
 * Gives volumes made of ConfigMaps, Secrets and the pod's own fields their present content. When something of them
 * is missing, says so and leaves the content as it is.
 */
export async function refreshVolumes(tools: PodTools, record: PodRecord): Promise<void> {
  record.refreshAtMs = tools.clock.now() + refreshMs;
  try {
    const volumes = await resolveVolumes(tools, record);
    await tools.driver.updateVolumes?.(record.uid, volumes);
  } catch (error) {
    tellFailure(tools, record, error);
  }
}

async function resolveVolumes({ client, node }: PodTools, record: PodRecord): Promise<VolumeSetup[]> {
  const { pod } = record;
  if (!pod.spec.volumes?.length) return [];
  const sources = await readVolumeSources(client, pod, record.sources);
  record.sources = sources;
  return volumesOf(pod, node, sources);
}

function tellFailure({ recorder }: PodTools, { pod }: PodRecord, error: unknown): void {
  const which = error instanceof VolumeError ? ` for volume "${error.volume}"` : '';
  const why = error instanceof Error ? error.message : error;
  recorder.kubelet(pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed${which} : ${why}`);
}

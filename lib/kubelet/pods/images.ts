import type { ImageStore } from '../driver';
import { formatDuration, imageName, imageStep, lengthenPullBackoff } from '../podsync/images';
import type { PodTools } from './containers';
import type { ContainerRecord, PodRecord } from './record';

/** The container has no image to start from; it waits with `reason` and the error's message. */
export class ImageError extends Error {
  constructor(
    readonly reason: string,
    message: string,
    /** When it is tried again. */
    readonly retryAtMs: number,
  ) {
    super(message);
  }
}

/** A failed pull stands in the status until the pod is looked at again, which then says that it waits. */
const nextLookMs = 2000;
const retryMs = 10_000;

/**
 * Has the image of a container there, pulled as its policy says, and answers its id; `undefined` where the
 * driver has no images. Tells of it in the kubelet's events. Rejects with `ImageError`.
 */
export async function ensureImage(
  tools: PodTools,
  record: PodRecord,
  container: ContainerRecord,
): Promise<string | undefined> {
  const { images } = tools.driver;
  if (!images) return undefined;
  const { spec } = container;
  const { image = '' } = spec;
  const nowMs = tools.clock.now();
  const tell = teller(tools, record, container);
  const name = imageName(image);
  if (!name) {
    const why = `couldn't parse image name ${JSON.stringify(image)}: invalid reference format`;
    const message = `Failed to apply default image tag ${JSON.stringify(image)}: ${why}`;
    tell('Warning', 'InspectFailed', message);
    throw new ImageError('InvalidImageName', message, nowMs + retryMs);
  }
  const present = await images.find(name).catch((error: Error) => {
    const message = `Failed to inspect image ${JSON.stringify(image)}: ${error.message}`;
    tell('Warning', 'InspectFailed', message);
    throw new ImageError('ImageInspectError', message, nowMs + retryMs);
  });
  const step = imageStep(spec.imagePullPolicy, present !== undefined, container.pullBackoff, nowMs);
  switch (step.do) {
    case 'use':
      tell(
        'Normal',
        'Pulled',
        `Container image "${image}" already present on machine and can be accessed by the pod`,
      );
      return present;
    case 'refuse': {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      tell('Warning', 'ErrImageNeverPull', message);
      throw new ImageError('ErrImageNeverPull', message, nowMs + retryMs);
    }
    case 'wait': {
      const message = `Back-off pulling image "${image}"`;
      tell('Normal', 'BackOff', message);
      throw new ImageError('ImagePullBackOff', `${message}: ${step.failure}`, step.untilMs);
    }
    case 'pull':
      return pull(tools, images, name, container, tell);
  }
}

type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

function teller({ recorder }: PodTools, { pod }: PodRecord, { spec }: ContainerRecord): Tell {
  return (type, reason, message) => recorder.kubelet(pod, type, reason, message, spec.name);
}

async function pull(
  { clock, inTurn }: PodTools,
  images: ImageStore,
  name: string,
  container: ContainerRecord,
  tell: Tell,
): Promise<string> {
  const { image = '' } = container.spec;
  tell('Normal', 'Pulling', `Pulling image "${image}"`);
  const stopping = new AbortController();
  container.stopPulling = () => stopping.abort(new Error('context canceled'));
  const askedMs = clock.now();
  let begunMs = askedMs;
  try {
    const pulled = await inTurn(() => {
      begunMs = clock.now();
      stopping.signal.throwIfAborted();
      return images.pull(name, stopping.signal);
    });
    container.pullBackoff = undefined;
    const [own, whole] = [begunMs, askedMs].map((sinceMs) => formatDuration(clock.now() - sinceMs));
    const size = `Image size: ${pulled.sizeBytes} bytes.`;
    tell(
      'Normal',
      'Pulled',
      `Successfully pulled image "${image}" in ${own} (${whole} including waiting). ${size}`,
    );
    return pulled.id;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const nowMs = clock.now();
    tell('Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
    container.pullBackoff = lengthenPullBackoff(container.pullBackoff, `ErrImagePull: ${message}`, nowMs);
    throw new ImageError('ErrImagePull', message, nowMs + nextLookMs);
  } finally {
    container.stopPulling = () => {};
  }
}

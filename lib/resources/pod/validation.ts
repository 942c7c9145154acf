import { type FieldError, FieldPath, forbidden } from '../../meta/field';
import {
  type Errors,
  metadataPath,
  onceSound,
  subdomainName,
  validateAnnotations,
  validateLabels,
  validateMetadata,
} from '../metadata';
import { validatePodAnnotations, validateProfilesAgree } from './annotationvalidation';
import { validateImageSpaces } from './containervalidation';
import { validatePodSpec } from './specvalidation';
import type { Pod, PodSpec, PodTemplateSpec } from './types';

/** `ValidatePodTemplateSpec`: the template in a Job. */
export function* validatePodTemplate(template: PodTemplateSpec, path: FieldPath): Errors {
  const { labels, annotations } = template.metadata ?? {};
  yield* validateLabels(labels, path.child('labels'));
  yield* validateAnnotations(annotations, path.child('annotations'));
  yield* validatePodAnnotations(annotations, template.spec, path.child('annotations'));
  yield* onceSound(template.spec, (spec) => validatePodSpec(spec, path.child('spec'), { isPod: false }));
  yield* validateProfilesAgree(annotations, template.spec, path.child('spec'));
  if (template.spec.ephemeralContainers?.length) {
    const own = path.child('spec', 'ephemeralContainers');
    yield forbidden(own, 'ephemeral containers not allowed in pod template');
  }
}

/** `ValidatePodCreate`. */
export function validatePod(pod: Pod): FieldError[] {
  return [...podErrors(pod), ...creationErrors(pod)];
}

function* creationErrors({ metadata, spec }: Pod): Errors {
  const path = FieldPath.of('spec');
  if (spec.ephemeralContainers?.length)
    yield forbidden(path.child('ephemeralContainers'), 'cannot be set on create');
  if (spec.nodeName && spec.schedulingGates?.length) {
    yield forbidden(path.child('nodeName'), 'cannot be set until all schedulingGates have been cleared');
  }
  yield* validateProfilesAgree(metadata.annotations, spec, path);
}

/** `validatePodMetadataAndSpec`: what is checked of a pod whenever it is written. */
export function* podErrors({ metadata, spec }: Pod): Errors {
  const path = FieldPath.of('spec');
  yield* podMetadataErrors({ metadata, spec });
  yield* validatePodSpec(spec, path, { isPod: true, podName: metadata.name });
  if (!spec.serviceAccountName) yield* validateTokens(spec, path);
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [at, container] of (spec[list] ?? []).entries()) {
      yield* validateImageSpaces(container, path.child(list).index(at));
    }
  }
}

/** The part of `podErrors` that is left to check of a pod whose spec stays as it is. */
export function* podMetadataErrors({ metadata, spec }: Pod): Errors {
  yield* validateMetadata(metadata, true, subdomainName);
  yield* validatePodAnnotations(metadata.annotations, spec, metadataPath.child('annotations'));
}

function* validateTokens({ volumes = [] }: PodSpec, path: FieldPath): Errors {
  for (const [at, { projected }] of volumes.entries()) {
    for (const [position, { serviceAccountToken }] of (projected?.sources ?? []).entries()) {
      if (!serviceAccountToken) continue;
      const own = path.child('volumes').index(at).child('projected', 'sources').index(position);
      const detail = 'must not be specified when serviceAccountName is not set';
      yield forbidden(own.child('serviceAccountToken'), detail);
    }
  }
}

import { managedAfter, managerOfAgent, withManagedFields } from '../apply/fieldmanager';
import { decodeObject, readBody } from '../bodies/decode';
import { respondValue } from '../encode';
import { methodNotAllowed, unknownResource } from '../errors';
import type { ApiResponse } from '../message';
import { negotiate } from '../negotiation';
import { readWriteQuery } from '../options';
import type { ResourceRequest } from '../resourceroutes';
import { type Review, reviews } from './reviews';

/** Answers a question about who somebody is and what they may do; 404 when the path is none. */
export async function handleReview(asked: ResourceRequest): Promise<ApiResponse> {
  const { context, request, query, path, user, warnings } = asked;
  const review = reviewOf(asked);
  if (request.method !== 'POST') throw methodNotAllowed();
  const { headers } = request;
  const format = negotiate(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query);
  const body = readBody(request);
  const { fieldValidation, fieldManager } = readWriteQuery(query, 'CreateOptions');
  const input = decodeObject(context.kinds, review, body, fieldValidation, (text) => warnings.push(text));
  const nowMs = context.registry.clock.now();
  const manager = fieldManager || managerOfAgent(headers.get('user-agent') ?? '');
  const write = { served: review, subresource: '', manager, nowMs };
  const managed = withManagedFields(input, managedAfter(write, undefined, input));
  const answer = review.answer(managed, { user, namespace: path.namespace, nowMs });
  const { apiVersion, resource } = review;
  return respondValue({ kind: resource.kind, apiVersion, ...answer }, format, 201, warnings);
}

function reviewOf({ path }: ResourceRequest): Review {
  const found = reviews.find(
    ({ resource: { group, version, plural } }) =>
      group === path.group && version === path.version && plural === path.plural,
  );
  const isPlace = found?.resource.namespaced === (path.namespace !== undefined);
  if (!found || !isPlace || path.name !== undefined || path.isLegacyWatch) throw unknownResource();
  return found;
}

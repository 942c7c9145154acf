import openapi from '../generated/openapi.json';

/** A schema of OpenAPI v3, with Kubernetes' words in it. */
export interface Schema {
  description?: string;
  type?: string;
  format?: string;
  default?: unknown;
  enum?: readonly string[];
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema;
  items?: Schema;
  $ref?: string;
  allOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  'x-kubernetes-group-version-kind'?: readonly { group: string; kind: string; version: string }[];
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-map-type'?: string;
}

/**
 * Every definition Gantry knows by its OpenAPI name (`io.k8s.api.batch.v1.Job`), as they stand in
 * `components.schemas` of an OpenAPI v3 document. References are `#/components/schemas/…`.
 */
export const definitions = openapi as unknown as Readonly<Record<string, Schema>>;

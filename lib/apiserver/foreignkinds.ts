/**
 * Kinds of Kubernetes that are not served here, by `apiVersion`: a body of one of these is known for what it is, and
 * refused as the wrong one. Every kind has a list.
 */
const foreignKinds: Readonly<Record<string, string>> = {
  v1:
    'Binding ComponentStatus Endpoints LimitRange List PersistentVolume PersistentVolumeClaim PodTemplate ' +
    'ReplicationController ResourceQuota Service',
  'apps/v1': 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  'autoscaling/v1': 'HorizontalPodAutoscaler Scale',
  'autoscaling/v2': 'HorizontalPodAutoscaler',
  'batch/v1beta1': 'CronJob',
  'discovery.k8s.io/v1': 'EndpointSlice',
  'networking.k8s.io/v1': 'IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR',
  'policy/v1': 'Eviction PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'scheduling.k8s.io/v1': 'PriorityClass',
  'storage.k8s.io/v1':
    'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
};

/** Whether Kubernetes knows a kind that is not served here. */
export function isForeignKind(apiVersion: string, kind: string): boolean {
  if (!Object.hasOwn(foreignKinds, apiVersion)) return false;
  const kinds = foreignKinds[apiVersion]!.split(' ');
  return kinds.includes(kind) || kinds.includes(kind.replace(/List$/, ''));
}

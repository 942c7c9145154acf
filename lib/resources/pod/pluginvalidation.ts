import { type FieldPath, invalid, notSupported, required, tooLong } from '../../meta/field';
import { byteLength, dnsLabelErrors, dnsSubdomainErrors, rangeErrors } from '../../meta/names';
import { type Errors, invalidEach, sortedEntries } from '../metadata';
import { validateDescendingPath } from './paths';

type Source = Record<string, unknown>;

/** Fields that volumes of other storage systems must have, in the order in which they are missed. */
const requiredFields: Readonly<Record<string, readonly string[]>> = {
  gitRepo: ['repository'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  nfs: ['server', 'path'],
  iscsi: ['targetPortal', 'iqn'],
  glusterfs: ['endpoints', 'path'],
  rbd: ['monitors', 'image'],
  cinder: ['volumeID'],
  cephfs: ['monitors'],
  flexVolume: ['driver'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  azureDisk: ['diskName', 'diskURI'],
  scaleIO: ['gateway', 'system', 'volumeName'],
};

/** What a source is called in paths of errors, where that is not its field. */
const pathNames: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };

const checks: Readonly<Record<string, (source: Source, path: FieldPath) => Errors>> = {
  gitRepo: checkGitRepo,
  nfs: checkNfs,
  fc: checkFibreChannel,
  iscsi: checkIscsi,
  flocker: checkFlocker,
  quobyte: checkQuobyte,
  cinder: checkSecretName,
  flexVolume: checkFlexVolume,
  azureDisk: checkAzureDisk,
  storageos: checkStorageOs,
  csi: checkCsi,
  gcePersistentDisk: checkPartition,
  awsElasticBlockStore: checkPartition,
};

/** The rules of volumes that Gantry passes on to others but does not mount itself. `path` is the volume's. */
export function* validateAnySource(field: string, source: Source, path: FieldPath): Errors {
  const own = path.child(pathNames[field] ?? field);
  for (const name of requiredFields[field] ?? []) {
    if (isMissing(source[name])) yield required(own.child(name));
  }
  yield* checks[field]?.(source, own) ?? [];
}

function isMissing(value: unknown): boolean {
  return (value ?? '') === '' || (Array.isArray(value) && value.length === 0);
}

function* checkGitRepo({ directory = '' }: Source, path: FieldPath): Errors {
  yield* validateDescendingPath(String(directory), path.child('directory'));
}

function* checkNfs({ path: exported = '' }: Source, path: FieldPath): Errors {
  if (!String(exported).startsWith('/')) {
    yield invalid(path.child('path'), exported, 'must be an absolute path');
  }
}

function* checkPartition({ partition = 0 }: Source, path: FieldPath): Errors {
  if (rangeErrors(Number(partition), 0, 255).length > 0) {
    yield* invalidEach(path.child('partition'), partition, ['must be between 1 and 255, inclusive']);
  }
}

function* checkFibreChannel({ targetWWNs, wwids, lun }: Source, path: FieldPath): Errors {
  const own = path.child('targetWWNs');
  if (isMissing(targetWWNs) && isMissing(wwids)) {
    yield required(own, 'must specify either targetWWNs or wwids, but not both');
  }
  if (isMissing(targetWWNs)) return;
  if (!isMissing(wwids)) {
    yield invalid(own, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
  }
  if (lun === undefined) yield required(path.child('lun'), 'lun is required if targetWWNs is specified');
  else yield* invalidEach(path.child('lun'), lun, rangeErrors(Number(lun), 0, 255));
}

const iscsiForms: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function* checkIscsi(source: Source, path: FieldPath): Errors {
  const { iqn, lun = 0, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = source;
  if (!isMissing(iqn)) yield* validateIscsiName(String(iqn), path.child('iqn'));
  yield* invalidEach(path.child('lun'), lun, rangeErrors(Number(lun), 0, 255));
  if ((chapAuthDiscovery || chapAuthSession) && !secretRef) yield required(path.child('secretRef'));
  if (initiatorName !== undefined) {
    yield* validateIscsiName(String(initiatorName), path.child('initiatorname'));
  }
}

function* validateIscsiName(name: string, path: FieldPath): Errors {
  const form = iscsiForms[name.slice(0, 3)];
  if (!form) yield invalid(path, name, 'must be valid format starting with iqn, eui, or naa');
  else if (!form.test(name)) yield invalid(path, name, 'must be valid format');
}

function* checkFlocker({ datasetName = '', datasetUUID = '' }: Source, path: FieldPath): Errors {
  if (!datasetName && !datasetUUID) yield required(path, 'one of datasetName and datasetUUID is required');
  if (datasetName && datasetUUID) {
    yield invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  }
  if (String(datasetName).includes('/')) {
    yield invalid(path.child('datasetName'), datasetName, "must not contain '/'");
  }
}

function* checkQuobyte({ registry = '', tenant = '', volume = '' }: Source, path: FieldPath): Errors {
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') yield required(path.child('registry'), pairs);
  else if (byteLength(String(tenant)) >= 65) {
    yield required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters');
  } else {
    for (const pair of String(registry).split(',')) {
      if (!isHostPort(pair)) yield invalid(path.child('registry'), registry, pairs);
    }
  }
  if (volume === '') yield required(path.child('volume'));
}

/** Whether Go's `net.SplitHostPort` can take the text apart. */
function isHostPort(text: string): boolean {
  return /^(\[[^[\]]*\]|[^[\]:]*):[^[\]:]*$/.test(text);
}

function* checkSecretName({ secretRef }: Source, path: FieldPath): Errors {
  const reference = secretRef as { name?: string } | undefined;
  if (reference && !reference.name) yield required(path.child('secretRef', 'name'));
}

function* checkFlexVolume({ options }: Source, path: FieldPath): Errors {
  for (const [key] of sortedEntries(options as Record<string, string> | undefined)) {
    const namespace = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')) {
      yield invalid(path.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved');
    }
  }
}

function* checkAzureDisk({ cachingMode, kind, diskURI = '' }: Source, path: FieldPath): Errors {
  const [modes, kinds] = [
    ['None', 'ReadOnly', 'ReadWrite'],
    ['Dedicated', 'Managed', 'Shared'],
  ];
  if (cachingMode !== undefined && !modes!.includes(String(cachingMode))) {
    yield notSupported(path.child('cachingMode'), cachingMode, modes!);
  }
  if (kind !== undefined && !kinds!.includes(String(kind))) {
    yield notSupported(path.child('kind'), kind, kinds!);
  }
  const [start, form] =
    kind === 'Managed'
      ? [
          '/subscriptions/',
          '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
        ]
      : ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];
  if (kind !== undefined && !String(diskURI).startsWith(start)) {
    yield notSupported(path.child('diskURI'), diskURI, [form]);
  }
}

function* checkStorageOs(source: Source, path: FieldPath): Errors {
  const { volumeName = '', volumeNamespace = '' } = source;
  const [name, namespace] = [String(volumeName), String(volumeNamespace)];
  if (!name) yield required(path.child('volumeName'));
  else yield* invalidEach(path.child('volumeName'), name, dnsLabelErrors(name));
  if (namespace) yield* invalidEach(path.child('volumeNamespace'), namespace, dnsLabelErrors(namespace));
  yield* checkSecretName(source, path);
}

function* checkCsi({ driver = '', nodePublishSecretRef }: Source, path: FieldPath): Errors {
  const name = String(driver);
  if (!name) yield required(path.child('driver'));
  else {
    if (byteLength(name) > 63) yield tooLong(path.child('driver'), 63);
    yield* invalidEach(path.child('driver'), name, dnsSubdomainErrors(name.toLowerCase()));
  }
  const secret = nodePublishSecretRef as { name?: string } | undefined;
  if (!secret) return;
  if (!secret.name) yield required(path.child('nodePublishSecretRef', 'name'));
  else yield* invalidEach(path.child('name'), secret.name, dnsSubdomainErrors(secret.name));
}

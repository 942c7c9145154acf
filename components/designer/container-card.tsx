'use client';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import type { Path } from '@/lib/view/documentvalue';
import { containersOf, freshName, podSpecPath, textAt } from '@/lib/view/form';
import { CommandField } from './command-field';
import { EnvField } from './env-field';
import { FieldName } from './field-name';
import styles from './form.module.css';
import { useForm } from './form-context';
import { ResourcesField } from './resources-field';

/** The containers of the pod, one card each. */
export function ContainersField() {
  const { designer } = useMessages();
  const { value, kind, set, errorsAt } = useForm();
  const containers = containersOf(value, kind);
  const path = [...podSpecPath(kind), 'containers'];
  const error = errorsAt(path);
  const names = containers.map(({ container }) => container.name);
  const add = () =>
    set([...path, containers.length], {
      name: freshName(names, containers.length === 0 ? 'main' : 'worker'),
      image: 'busybox',
      command: ['sh', '-c', 'echo hello'],
    });
  return (
    <>
      {containers.map((item, position) => (
        // A container's name changes while it is typed; its place does not.
        <ContainerCard key={position} {...item} isOnly={containers.length === 1} />
      ))}
      {error && <p className={styles.error}>{error}</p>}
      <Button tone="quiet" icon="plus" onClick={add}>
        {designer.containers.add}
      </Button>
    </>
  );
}

interface ContainerCardProps {
  path: Path;
  container: Record<string, unknown>;
  isOnly: boolean;
}

function ContainerCard({ path, container, isOnly }: ContainerCardProps) {
  const { designer } = useMessages();
  const { set, errorsAt, withoutImages } = useForm();
  const texts = designer.containers;
  const name = typeof container.name === 'string' ? container.name : '';
  const text = (field: string, hint: string, placeholder?: string) => (
    <TextField
      mono
      label={<FieldName name={field} isSet={container[field] !== undefined} />}
      hint={hint}
      value={textAt(container, [field]) ?? ''}
      placeholder={placeholder}
      error={errorsAt([...path, field])}
      onChange={(next) => set([...path, field], next === '' && field !== 'name' ? undefined : next)}
    />
  );
  return (
    <fieldset className={styles.card}>
      <legend className={styles.legend}>{name ? texts.one(name) : texts.unnamed}</legend>
      {!isOnly && (
        <div className={styles.cardTools}>
          <IconButton icon="trash" label={texts.remove(name)} onClick={() => set(path, undefined)} />
        </div>
      )}
      <div className={styles.pair}>
        {text('name', texts.name)}
        {text('image', withoutImages ? texts.imageUnused : texts.image, 'busybox')}
      </div>
      <CommandField path={path} container={container} />
      <EnvField container={path} />
      <ResourcesField container={path} />
      {text('workingDir', texts.workingDir, '/')}
      {errorsAt(path) && <p className={styles.error}>{errorsAt(path)}</p>}
    </fieldset>
  );
}

import styles from './form.module.css';

/** A field's name as Kubernetes spells it; bold when it is set. */
export function FieldName({ name, isSet }: { name: string; isSet: boolean }) {
  return (
    <span className={styles.name} data-set={isSet || undefined}>
      {name}
    </span>
  );
}

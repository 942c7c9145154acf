import { notFound } from 'next/navigation';

/** Any other address within a cluster: the page that says so keeps the frame around it. */
export default function Missing() {
  notFound();
}

/** Gantry's mark: a gantry crane with a load. */
export function Brand({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32">
      <rect width="32" height="32" rx="7" fill="#0c6473" />
      <path
        d="M6 10h20M9 10v15M23 10v15M16 10v6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <rect x="12" y="16" width="8" height="6" rx="1.4" fill="#ffd166" />
    </svg>
  );
}

/** What stands between a submission and the machine, from the inside out. */
export type Layer =
  'contexts' | 'permissions' | 'limits' | 'processes' | 'nobody' | 'namespaces' | 'bubblewrap';

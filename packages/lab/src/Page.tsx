/** The lecture page. The ladder of a run will stand under its title. */
export const Page = ({ version }: { readonly version: string }) => (
  <>
    <h1>Sockeye</h1>
    <p>See through the socket. Version {version}: the lectures are not here yet.</p>
  </>
);

namespace Router.Linux;

/// <summary>Counters of a monitor since its start.</summary>
/// <param name="Datagrams">Notifications received, in datagrams.</param>
/// <param name="Malformed">Datagrams with lengths that make no sense.</param>
/// <param name="Overruns">Times that the kernel dropped notifications because the buffer was full.</param>
/// <param name="Synchronisations">Times that the whole state was read.</param>
public sealed record KernelMonitorStatistics(long Datagrams, long Malformed, long Overruns, long Synchronisations);

namespace Router.Linux;

/// <summary>A table as the kernel gave it.</summary>
/// <typeparam name="T">The records.</typeparam>
/// <param name="Records">The records.</param>
/// <param name="Consistent">False if the table changed so often that no attempt gave one moment's state.</param>
public sealed record NetlinkDump<T>(IReadOnlyList<T> Records, bool Consistent);

namespace Router.Linux;

/// <summary>Takes a message while its bytes are valid.</summary>
/// <param name="message">The message; not to be kept.</param>
public delegate void NetlinkMessageHandler(in NetlinkMessage message);

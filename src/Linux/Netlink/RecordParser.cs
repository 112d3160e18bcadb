namespace Router.Linux;

/// <summary>Makes a record of a message.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="message">The message; not to be kept.</param>
/// <returns>Null if the message is of another kind or malformed.</returns>
public delegate T? RecordParser<out T>(in NetlinkMessage message)
    where T : class;

namespace Router.Linux;

/// <summary>Tells network namespaces apart: a name can come back as another namespace.</summary>
/// <param name="Device">The device of nsfs.</param>
/// <param name="Inode">The namespace's number.</param>
public readonly record struct NamespaceIdentity(ulong Device, ulong Inode);

using Router.Channel;

namespace Router.Dataplane.Commands;

/// <summary>Who makes the Linux mirrors of interfaces.</summary>
internal interface IMirrors
{
    /// <summary>An interface was created or changed: make, keep or remove its mirror. True when it has one now.</summary>
    bool Apply(InterfaceRecord record);

    /// <summary>An interface was removed.</summary>
    void Remove(uint interfaceId);
}

/// <summary>No mirrors: replay.</summary>
internal sealed class NoMirrors : IMirrors
{
    /// <inheritdoc/>
    public bool Apply(InterfaceRecord record) => false;

    /// <inheritdoc/>
    public void Remove(uint interfaceId)
    {
    }
}

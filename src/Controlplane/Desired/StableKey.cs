using System.Buffers.Binary;
using System.Text;

namespace Router.Controlplane.Desired;

/// <summary>
/// 64-bit identities of objects in the Channel's key directories: FNV-1a over what names the object, finished with a
/// bit mixer. Equal in every run and build, never 0 (0 marks a free slot).
/// </summary>
public struct StableKey
{
    private const ulong OffsetBasis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    private ulong _state;

    private StableKey(ulong state) => _state = state;

    /// <summary>Starts a key of a kind of object, so that a VRF and an interface of one name differ.</summary>
    /// <param name="kind">Word for the kind.</param>
    public static StableKey Start(string kind)
    {
        StableKey key = new(OffsetBasis);
        key.Add(kind);
        return key;
    }

    /// <summary>Key of a named object.</summary>
    /// <param name="kind">Word for the kind.</param>
    /// <param name="name">Its name.</param>
    public static ulong Of(string kind, string name)
    {
        StableKey key = Start(kind);
        key.Add(name);
        return key.Finish();
    }

    /// <summary>Key of a VRF.</summary>
    /// <param name="name">Its name.</param>
    public static ulong OfVrf(string name) => Of("vrf", name);

    /// <summary>Key of an interface.</summary>
    /// <param name="name">Its name.</param>
    public static ulong OfInterface(string name) => Of("interface", name);

    /// <summary>Key of an L2TP session: its id on the wire, so that a session keeps its counters when it is renamed.</summary>
    /// <param name="sessionId">Our session id.</param>
    public static ulong OfSession(uint sessionId)
    {
        StableKey key = Start("l2tp-session");
        key.Add(sessionId);
        return key.Finish();
    }

    /// <summary>Adds octets.</summary>
    /// <param name="octets">The octets.</param>
    public void Add(ReadOnlySpan<byte> octets)
    {
        ulong state = _state;
        foreach (byte octet in octets)
        {
            state = (state ^ octet) * Prime;
        }

        _state = state;
    }

    /// <summary>Adds a text and its end.</summary>
    /// <param name="text">The text.</param>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> octets = stackalloc byte[64];
        if (Encoding.UTF8.TryGetBytes(text, octets, out int written))
        {
            Add(octets[..written]);
        }
        else
        {
            Add(Encoding.UTF8.GetBytes(text));
        }

        Add([(byte)0xff]);
    }

    /// <summary>Adds a number.</summary>
    /// <param name="number">The number.</param>
    public void Add(ulong number)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(octets, number);
        Add(octets);
    }

    /// <summary>The key.</summary>
    public readonly ulong Finish()
    {
        ulong key = _state;
        key = (key ^ (key >> 33)) * 0xff51afd7ed558ccd;
        key = (key ^ (key >> 33)) * 0xc4ceb9fe1a85ec53;
        key ^= key >> 33;
        return key == 0 ? 1 : key;
    }
}

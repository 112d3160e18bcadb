using System.Runtime.InteropServices;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>Native memory for sendmmsg and recvmmsg: messages of one buffer each.</summary>
internal sealed unsafe class MessageBatch : IDisposable
{
    private const int NameRoom = 64;
    private readonly byte* _data;
    private readonly byte* _name;
    private readonly int _size;

    /// <summary>Makes <paramref name="count"/> messages of <paramref name="size"/> octets.</summary>
    public MessageBatch(int count, int size)
    {
        Count = count;
        _size = size;
        Messages = (MessageHeader*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(MessageHeader));
        Vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(IoVector));
        _data = (byte*)NativeMemory.AllocZeroed((nuint)count, (nuint)size);
        _name = (byte*)NativeMemory.AllocZeroed(NameRoom);
        for (int i = 0; i < count; i++)
        {
            Vectors[i] = new IoVector { Data = _data + (i * size), Length = (nuint)size };
            Messages[i].Vectors = Vectors + i;
            Messages[i].VectorCount = 1;
        }
    }

    /// <summary>Number of messages.</summary>
    public int Count { get; }

    /// <summary>For the system calls.</summary>
    public MessageHeader* Messages { get; private set; }

    private IoVector* Vectors { get; set; }

    /// <summary>Buffer of a message.</summary>
    public Span<byte> Data(int index) => new(_data + (index * _size), _size);

    /// <summary>Sends every message to one address (struct sockaddr).</summary>
    public void SetDestination(ReadOnlySpan<byte> address)
    {
        address.CopyTo(new Span<byte>(_name, NameRoom));
        for (int i = 0; i < Count; i++)
        {
            Messages[i].Name = _name;
            Messages[i].NameLength = (uint)address.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Messages is not null)
        {
            NativeMemory.Free(Messages);
            NativeMemory.Free(Vectors);
            NativeMemory.Free(_data);
            NativeMemory.Free(_name);
            Messages = null;
        }
    }
}

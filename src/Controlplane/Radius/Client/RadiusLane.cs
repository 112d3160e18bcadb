namespace Router.Controlplane.Radius;

/// <summary>One source port to one server's service: 256 identifiers, each resting as long as possible before it is used again.</summary>
internal sealed class RadiusLane
{
    private const int Identifiers = 256;
    private readonly PendingRequest?[] _pending = new PendingRequest?[Identifiers];
    private readonly Queue<byte> _free = new(Enumerable.Range(0, Identifiers).Select(static value => (byte)value));

    public bool HasRoom => _free.Count > 0;

    public byte Take(PendingRequest request)
    {
        byte identifier = _free.Dequeue();
        _pending[identifier] = request;
        return identifier;
    }

    public PendingRequest? Find(byte identifier) => _pending[identifier];

    public void Release(byte identifier)
    {
        _pending[identifier] = null;
        _free.Enqueue(identifier);
    }
}

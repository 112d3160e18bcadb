namespace Router.Controlplane.L2tp.Service;

/// <summary>Numbers for the names of VRFs, the same for as long as the process runs: endpoints are compared often.</summary>
internal sealed class VrfNumbers
{
    private readonly Dictionary<string, uint> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The number of a VRF.</summary>
    /// <param name="name">Its name.</param>
    public uint Of(string name)
    {
        if (!_numbers.TryGetValue(name, out uint number))
        {
            number = (uint)_names.Count;
            _numbers.Add(name, number);
            _names.Add(name);
        }

        return number;
    }

    /// <summary>The VRF of a number.</summary>
    /// <param name="number">From <see cref="Of"/>.</param>
    public string NameOf(uint number) => _names[(int)number];
}

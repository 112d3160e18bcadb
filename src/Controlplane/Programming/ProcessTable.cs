namespace Router.Controlplane.Programming;

/// <summary>Tells which processes live.</summary>
public class ProcessTable
{
    /// <summary>True if a process exists and is not a zombie.</summary>
    /// <param name="pid">Its id.</param>
    public virtual bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            int end = stat.LastIndexOf(')');
            return end >= 0 && end + 2 < stat.Length && stat[end + 2] is not ('Z' or 'X');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Memory for the intermediate values of a run. A run borrows an arena and gives it back, so runs one after the other share one, whichever plans they are of, and there
/// are as many as there are runs at the same time. An arena is never borrowed by a run that needs much less, which would keep it from one that needs it; it makes way for
/// a larger one; and when no run has needed half of it for some seconds, its memory is let go at the end of the next run, whichever that is, or at the next full collection.
/// </summary>
internal sealed unsafe class Arena
{
    /// <summary>How long an arena is kept that no run needs, in milliseconds.</summary>
    public const int KeptFor = 10_000;

    // How much larger than what is needed an arena may be.
    const int Slack = 8;

    const long Smallest = 64 << 10;

    static readonly Lock Gate = new();
    static readonly List<Arena> Idle = new(capacity: 64);

    readonly AlignedBuffer memory;
    bool needed = true;
    long lastNeeded;

    static Arena() => _ = new FullCollections();

    Arena(long bytes) => memory = new AlignedBuffer(bytes);

    public byte* Pointer => memory.Pointer;

    /// <summary>Bytes of all arenas that nobody has borrowed.</summary>
    public static long IdleBytes
    {
        get
        {
            lock (Gate) return Idle.Sum(arena => arena.memory.Bytes);
        }
    }

    /// <summary>An arena of at least so many bytes; their content is undefined.</summary>
    /// <exception cref="FoveaException">There is not so much memory.</exception>
    public static Arena Borrow(long bytes)
    {
        bytes = Math.Max(bytes, Smallest);
        lock (Gate)
        {
            Arena? best = null;
            for (int i = Idle.Count - 1; i >= 0; i--)
            {
                Arena arena = Idle[i];
                long size = arena.memory.Bytes;
                if (size >= bytes)
                {
                    if (size / Slack <= bytes && !(size >= best?.memory.Bytes)) best = arena;
                }
                else if (bytes / Slack <= size)
                {
                    // From now on the larger one serves those who came here.
                    Idle.RemoveAt(i);
                    arena.memory.Release();
                }
            }
            if (best is not null)
            {
                Idle.Remove(best);
                best.needed = bytes >= best.memory.Bytes / 2;
                return best;
            }
        }
        try
        {
            return new Arena(bytes);
        }
        catch (FoveaException) when (IdleBytes > 0)
        {
            LetGo(long.MaxValue);
            return new Arena(bytes);
        }
    }

    public void Return()
    {
        long now = Environment.TickCount64;
        lock (Gate)
        {
            if (needed) lastNeeded = now;
            Idle.Add(this);
        }
        LetGo(now);
    }

    /// <summary>Lets go of the memory that, at a time, no run has needed for long.</summary>
    public static void LetGo(long now)
    {
        lock (Gate)
        {
            for (int i = Idle.Count - 1; i >= 0; i--)
            {
                if (now - Idle[i].lastNeeded < KeptFor) continue;
                Idle[i].memory.Release();
                Idle.RemoveAt(i);
            }
        }
    }

    /// <summary>Garbage from the start, but found by full collections only once it is old: its finaliser is how one hears of them.</summary>
    sealed class FullCollections
    {
        ~FullCollections()
        {
            LetGo(Environment.TickCount64);
            GC.ReRegisterForFinalize(this);
        }
    }
}

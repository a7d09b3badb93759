using System.Diagnostics;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>
/// Trains a classifier: epochs in random order, a step of the optimiser for each batch, validation on held-out images after every epoch, the learning
/// rate by a schedule, an early stop (deck 001, "Stochastic gradient descent"). Forward pass, gradients and update are one plan; a network that organises itself
/// (<see cref="ISelfOrganizing"/>) learns by its own rule instead. The result depends on the seed, not on the number of threads, and a training that goes on from a saved
/// <see cref="State"/> gives the same bits as one that was never interrupted.
/// </summary>
public sealed class Trainer
{
    readonly DataLoader loader;
    readonly Evaluation.Evaluator? held;
    readonly IReadOnlyList<double> scheduleStart;
    readonly Dictionary<int, (Tensor[] In, Tensor[] Out)> buffers = [];
    Function step;
    Variable randomKey;
    TrainingState state = new();
    long sessionImages;
    double sessionSeconds;

    /// <summary>A training of a model.</summary>
    /// <param name="model">What is trained: images (N, H, W, C) become scores (N, classes), one for each class of the data.</param>
    /// <param name="optimizer">What makes steps of its gradients.</param>
    /// <param name="schedule">The learning rate over time, as a factor on the optimiser's at this moment.</param>
    /// <param name="loader">The training images, in batches; shuffled anew each epoch if it says so.</param>
    /// <param name="validation">Images held out from training, or none.</param>
    /// <exception cref="FoveaException">The validation set is empty, or its images or classes are others than the training set's.</exception>
    public Trainer(Module model, Optimizer optimizer, Schedule schedule, DataLoader loader, DataSet? validation = null)
    {
        DataSet data = loader.Data;
        if (validation is not null && Kind(validation) != Kind(data))
            throw new FoveaException($"Trainer: the validation set {validation.Name} has other images or classes than the training set {data.Name}",
                $"{Kind(validation)} and {Kind(data)}: rows, columns, channels, classes");
        (Model, Optimizer, Schedule, this.loader) = (model, optimizer, schedule, loader);
        BaseRate = optimizer.LearningRate;
        scheduleStart = schedule.State;
        (randomKey, step) = (RandomState.Key, new Function(Step));
        held = validation is null ? null : new Evaluation.Evaluator(model, validation);
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>What makes steps of gradients.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate over time.</summary>
    public Schedule Schedule { get; }

    /// <summary>
    /// Where the training stands. To go on from a checkpoint, set it and the variables of <see cref="Model"/> and <see cref="Optimizer"/>, with the
    /// data, the batch size and the seeds that it was made with.
    /// </summary>
    /// <exception cref="FoveaException">It cannot be a state of this training.</exception>
    public TrainingState State
    {
        get => state;
        set
        {
            if (value.Contradiction(StepsPerEpoch, scheduleStart.Count) is { } reason)
                throw new FoveaException($"the state is not one of this training: {reason}");
            state = value;
        }
    }

    /// <summary>The seed of what happens by chance inside the model.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>After how many epochs without a smaller validation loss the training ends early; 0 for never. Needs validation images.</summary>
    public int EarlyStop { get; init; }

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => loader.BatchCount;

    /// <summary>
    /// Images trained on in a second, loading included, evaluation not; of what this object itself has trained, not of what came before a saved state.
    /// 0 before the first step.
    /// </summary>
    public double ImagesPerSecond => sessionImages / Math.Max(sessionSeconds, 1e-9);

    /// <summary>The learning rate that the schedule's factor is taken of.</summary>
    public double BaseRate { get; }

    /// <summary>Called after each step with the loss of its batch; the state is whole, so a checkpoint can be written.</summary>
    public Action<TrainingState, double>? AfterStep { get; set; }

    /// <summary>Called after each epoch with its figures; the state is whole, so a checkpoint can be written.</summary>
    public Action<EpochResult>? AfterEpoch { get; set; }

    /// <summary>
    /// Trains until the last epoch, an early stop or a cancellation, and says which it was. However it ends, by an exception too, <see cref="State"/>
    /// and the variables are those after the last whole step: another call goes on from there. A step allocates nothing but its new
    /// <see cref="State"/>.
    /// </summary>
    /// <exception cref="FoveaException">
    /// The loss or a gradient is not finite: the message names the first layer at fault. A sample is damaged. The model's scores are not one for each
    /// class. There is an early stop, but nothing to validate with.
    /// </exception>
    public TrainingEnd Run(CancellationToken cancellation = default)
    {
        if (EarlyStop > 0 && held is null)
            throw new FoveaException($"Trainer: the early stop (after {EarlyStop} epochs) watches the validation loss, but nothing is held out",
                "give validation images");
        Model.Train();
        Schedule.State = State.Schedule.Count > 0 ? State.Schedule : scheduleStart;
        // A compiled step reads the random key of the thread that compiled it.
        if (randomKey != RandomState.Key) (randomKey, step) = (RandomState.Key, new Function(Step));
        try
        {
            while (State.Epoch < Epochs)
            {
                if (StoppedEarly) return TrainingEnd.EarlyStop;
                cancellation.ThrowIfCancellationRequested();
                TrainEpoch(cancellation);
                EndEpoch(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return TrainingEnd.Cancelled;
        }
        return TrainingEnd.Complete;
    }

    static (int, int, int, int) Kind(DataSet data) => (data.Height, data.Width, data.Channels, data.Classes.Count);

    void TrainEpoch(CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        foreach (Batch batch in loader.Epoch(State.Epoch, State.Batch, cancellation))
        {
            Optimizer.LearningRate = BaseRate * Schedule.Factor(State.Epoch + (double)State.Batch / StepsPerEpoch);
            RandomState.Set(Seed, State.Epoch, State.Batch);
            (double loss, int right) = Learn(batch);
            state = state with
            {
                Batch = state.Batch + 1,
                Step = state.Step + 1,
                Seen = state.Seen + batch.Count,
                LossSum = state.LossSum + loss * batch.Count,
                Right = state.Right + right,
            };
            sessionImages += batch.Count;
            sessionSeconds += watch.Elapsed.TotalSeconds;
            AfterStep?.Invoke(State, loss);
            watch.Restart();
            cancellation.ThrowIfCancellationRequested();
        }
        sessionSeconds += watch.Elapsed.TotalSeconds;
    }

    bool StoppedEarly => EarlyStop > 0 && State.SinceBest >= EarlyStop;

    Tensor[] Step(Tensor[] x)
    {
        (Tensor scores, Tensor loss) = LossOf(x[0], x[1]);
        // A network that organises itself learns after the step, outside of the plan.
        Tensor taken = Model is ISelfOrganizing ? 1 : Optimizer.Step(loss);
        // Of mixed samples the class of the larger share is the right one.
        Tensor right = loader.IsMixed ? x[1].ArgMax(-1) : x[1];
        return [loss, scores.ArgMax(-1).EqualTo(right).Sum(), taken];
    }

    (Tensor Scores, Tensor Loss) LossOf(Tensor x, Tensor labels) => TrainingLoss.Of(Model, x, scores =>
    {
        Evaluation.CheckScores(Model, scores.Shape, x.Shape, loader.Data);
        return Loss.CrossEntropy(scores, labels);
    });

    (double Loss, int Right) Learn(Batch batch)
    {
        DataSet data = loader.Data;
        int classes = data.Classes.Count;
        if (!buffers.TryGetValue(batch.Count, out var buffer))
        {
            Tensor targets = batch.Targets is null ? Tensor.Allocate([batch.Count]) : Tensor.Allocate([batch.Count, classes]);
            buffers[batch.Count] = buffer = ([Tensor.Allocate([batch.Count, data.Height, data.Width, data.Channels]), targets],
                [Tensor.Allocate(Shape.Scalar), Tensor.Allocate(Shape.Scalar), Tensor.Allocate(Shape.Scalar)]);
        }
        buffer.In[0].Write(batch.Images.AsSpan(0, batch.Count * data.SampleLength));
        buffer.In[1].Write(batch.Targets is { } shares ? shares.AsSpan(0, batch.Count * classes) : batch.Labels.AsSpan(0, batch.Count));
        step.Run(buffer.In, buffer.Out);
        double loss = buffer.Out[0].Item();
        if (buffer.Out[2].Item() == 0)
            throw Fault.Find(Model, (x, labels) => LossOf(x, labels).Loss, buffer.In[0], buffer.In[1], loss,
                $"in epoch {State.Epoch + 1}, step {State.Batch + 1} of {StepsPerEpoch}");
        if (Model is ISelfOrganizing network) network.Organize(buffer.In[0], buffer.In[1]);
        return (loss, (int)buffer.Out[1].Item());
    }

    void EndEpoch(CancellationToken cancellation)
    {
        double rate = Optimizer.LearningRate;
        Evaluation? evaluation = held?.Run(cancellation);
        // The first epoch is the best so far whatever its loss, which may be infinite.
        bool best = evaluation is null || State.Epoch == 0 || evaluation.Loss < State.BestLoss;
        EpochResult result = new(State.Epoch + 1, State.Step, State.LossSum / Math.Max(State.Seen, 1), (double)State.Right / Math.Max(State.Seen, 1),
            evaluation, rate, best);
        if (evaluation is not null) Schedule.Observe(evaluation.Loss);
        state = state with
        {
            Epoch = state.Epoch + 1,
            Batch = 0,
            Seen = 0,
            LossSum = 0,
            Right = 0,
            BestLoss = best && evaluation is { Loss: var loss } && double.IsFinite(loss) ? loss : state.BestLoss,
            SinceBest = evaluation is null || best ? 0 : state.SinceBest + 1,
            Schedule = Schedule.State,
        };
        AfterEpoch?.Invoke(result);
    }
}

/// <summary>The figures of one epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Step">Steps since the start.</param>
/// <param name="TrainLoss">The mean loss of the training images, each at the time it was seen.</param>
/// <param name="TrainAccuracy">The share of them that was classified right, 0 to 1.</param>
/// <param name="Validation">The evaluation on held-out images, if there are any.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="Best">Whether the validation loss is the smallest so far (always, without validation).</param>
public sealed record EpochResult(int Epoch, long Step, double TrainLoss, double TrainAccuracy, Evaluation? Validation, double LearningRate,
    bool Best);

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    Complete,

    /// <summary>The validation loss had stopped falling.</summary>
    EarlyStop,

    /// <summary>Somebody asked for it.</summary>
    Cancelled,
}

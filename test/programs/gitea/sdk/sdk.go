// Package gitea stands for Gitea's client of other Giteas, by which a Gitea moves repositories from them. The module proxy
// does not have the real one, and no test moves a repository: this one has its types, and no client can be made.
package gitea

import (
	"context"
	"errors"
	"net/http"
	"time"
)

var errAbsent = errors.New("this Gitea was built without its client of other Giteas")

type (
	Response       struct{ *http.Response }
	ClientOption   func(*Client) error
	StateType      string
	IssueType      string
	ReviewState    string
	GlobalSettings struct{ MaxResponseItems int }
)

const (
	StateAll       StateType = "all"
	IssueTypeIssue IssueType = "issues"
)

// Client has one group of methods for each part of the API.
type Client struct {
	Settings     settings
	Repositories repositories
	Releases     releases
	Issues       issues
	PullRequests pullRequests
}

type (
	settings     struct{}
	repositories struct{}
	releases     struct{}
	issues       struct{}
	pullRequests struct{}
)

func NewClient(string, ...ClientOption) (*Client, error) { return nil, errAbsent }

func none(*Client) error                      { return nil }
func SetToken(string) ClientOption            { return none }
func SetBasicAuth(_, _ string) ClientOption   { return none }
func SetHTTPClient(*http.Client) ClientOption { return none }

func (*Client) CheckServerVersionConstraint(context.Context, string) error { return errAbsent }

type (
	ListOptions               struct{ Page, PageSize int }
	ListRepoTopicsOptions     struct{ ListOptions }
	ListLabelsOptions         struct{ ListOptions }
	ListReleasesOptions       struct{ ListOptions }
	ListIssueReactionsOptions struct{ ListOptions }
	ListIssueCommentOptions   struct{ ListOptions }
	ListPullReviewsOptions    struct{ ListOptions }
	ListMilestoneOption       struct {
		ListOptions
		State StateType
	}
	ListIssueOption struct {
		ListOptions
		State StateType
		Type  IssueType
	}
	ListPullRequestsOptions struct {
		ListOptions
		State StateType
	}
)

type (
	User struct {
		ID       int64
		UserName string
		Email    string
	}
	Repository struct {
		Name, Description, Website, CloneURL, HTMLURL, DefaultBranch string
		Private                                                      bool
		Owner                                                        *User
	}
	Milestone struct {
		Title, Description        string
		State                     StateType
		Created                   time.Time
		Updated, Closed, Deadline *time.Time
	}
	Label      struct{ Name, Color, Description string }
	Attachment struct {
		ID, Size, DownloadCount int64
		Name, DownloadURL       string
		Created                 time.Time
	}
	Release struct {
		ID                           int64
		TagName, Target, Title, Note string
		IsDraft, IsPrerelease        bool
		Publisher                    *User
		PublishedAt, CreatedAt       time.Time
		Attachments                  []*Attachment
	}
	Reaction struct {
		User     *User
		Reaction string
	}
	Issue struct {
		Index            int64
		Title, Body      string
		Poster           *User
		State            StateType
		Labels           []*Label
		Milestone        *Milestone
		Assignees        []*User
		IsLocked         bool
		Created, Updated time.Time
		Closed           *time.Time
	}
	Comment struct {
		ID               int64
		Body             string
		Poster           *User
		Created, Updated time.Time
	}
	PRBranchInfo struct {
		Ref, Sha   string
		Repository *Repository
	}
	PullRequest struct {
		Index                            int64
		Title, Body, PatchURL            string
		Poster                           *User
		State                            StateType
		Labels                           []*Label
		Milestone                        *Milestone
		Assignees                        []*User
		IsLocked, HasMerged              bool
		Created, Updated, Closed, Merged *time.Time
		MergedCommitID                   *string
		Base, Head                       *PRBranchInfo
	}
	PullReview struct {
		ID             int64
		Reviewer       *User
		Official       bool
		CommitID, Body string
		Submitted      time.Time
		State          ReviewState
	}
	PullReviewComment struct {
		ID                             int64
		Body, Path, DiffHunk, CommitID string
		LineNum, OldLineNum            uint64
		Reviewer                       *User
		Created, Updated               time.Time
	}
)

func (settings) GetGlobalAPISettings(context.Context) (*GlobalSettings, *Response, error) {
	return nil, nil, errAbsent
}

func (repositories) GetRepo(_ context.Context, _, _ string) (*Repository, *Response, error) {
	return nil, nil, errAbsent
}

func (repositories) ListRepoTopics(_ context.Context, _, _ string, _ ListRepoTopicsOptions) ([]string, *Response, error) {
	return nil, nil, errAbsent
}

func (repositories) ListMilestones(_ context.Context, _, _ string, _ ListMilestoneOption) ([]*Milestone, *Response, error) {
	return nil, nil, errAbsent
}

func (repositories) ListRepoLabels(_ context.Context, _, _ string, _ ListLabelsOptions) ([]*Label, *Response, error) {
	return nil, nil, errAbsent
}

func (releases) GetReleaseAttachment(_ context.Context, _, _ string, _, _ int64) (*Attachment, *Response, error) {
	return nil, nil, errAbsent
}

func (releases) ListReleases(_ context.Context, _, _ string, _ ListReleasesOptions) ([]*Release, *Response, error) {
	return nil, nil, errAbsent
}

func (issues) ListIssueReactions(_ context.Context, _, _ string, _ int64, _ ListIssueReactionsOptions) ([]*Reaction, *Response, error) {
	return nil, nil, errAbsent
}

func (issues) GetIssueCommentReactions(_ context.Context, _, _ string, _ int64) ([]*Reaction, *Response, error) {
	return nil, nil, errAbsent
}

func (issues) ListRepoIssues(_ context.Context, _, _ string, _ ListIssueOption) ([]*Issue, *Response, error) {
	return nil, nil, errAbsent
}

func (issues) ListIssueComments(_ context.Context, _, _ string, _ int64, _ ListIssueCommentOptions) ([]*Comment, *Response, error) {
	return nil, nil, errAbsent
}

func (pullRequests) ListRepoPullRequests(_ context.Context, _, _ string, _ ListPullRequestsOptions) ([]*PullRequest, *Response, error) {
	return nil, nil, errAbsent
}

func (pullRequests) ListPullReviews(_ context.Context, _, _ string, _ int64, _ ListPullReviewsOptions) ([]*PullReview, *Response, error) {
	return nil, nil, errAbsent
}

func (pullRequests) ListPullReviewComments(_ context.Context, _, _ string, _, _ int64) ([]*PullReviewComment, *Response, error) {
	return nil, nil, errAbsent
}
